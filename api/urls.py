"""Addresses of the API, all under /api/v1/ and each with or without its last slash."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from api.views.articles import ArticleViewSet
from api.views.decisions import SpeakerDecisionViewSet
from api.views.documentation import DocumentationView, UnknownView
from api.views.drafts import DraftReportViewSet, DraftViewSet, ReportViewSet
from api.views.record import ClaimViewSet, SpeakerViewSet
from api.views.relations import PairReviewViewSet, RelationViewSet, ReviewViewSet
from api.views.tokens import TokenView

app_name = "api"

router = SimpleRouter()
# A client that leaves the slash out would otherwise lose the body of its POST in a redirect.
router.trailing_slash = "/?"
router.register("articles", ArticleViewSet, "article")
router.register("claims", ClaimViewSet, "claim")
router.register("speakers/decisions", SpeakerDecisionViewSet, "speaker-decision")
router.register("speakers", SpeakerViewSet, "speaker")
router.register("relations", RelationViewSet, "relation")
router.register("relations/(?P<relation>[^/.]+)/reviews", PairReviewViewSet, "relation-review")
router.register("reviews", ReviewViewSet, "review")
router.register("drafts", DraftViewSet, "draft")
router.register("drafts/(?P<draft>[^/.]+)/reports", DraftReportViewSet, "draft-report")
router.register("reports", ReportViewSet, "report")

v1 = [
    *router.urls,
    re_path("^token/?$", TokenView.as_view(), name="token"),
    re_path("^schema/?$", SpectacularAPIView.as_view(), name="schema"),
    re_path("^docs/?$", DocumentationView.as_view(), name="docs"),
    re_path("", UnknownView.as_view()),
]
urlpatterns = [path("v1/", include(v1))]
