"""The description of the API and a page to try it, both served from here, and the answer to unknown addresses."""

from typing import NoReturn

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


class DocumentationView(SpectacularSwaggerSplitView):
    """Swagger UI with its script as a file of its own and without inline style, as the content policy asks."""

    url_name = "api:schema"
    template_name = "api/documentation.html"


@extend_schema(exclude=True)
class UnknownView(APIView):
    """An address that does not exist is refused in the API's own form."""

    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        raise NotFound
