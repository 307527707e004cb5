"""All addresses: the journalists' pages at the root, the API under /api/, the administration under /admin/."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("api.urls")),
    path("", include("claims.web.urls")),
]
