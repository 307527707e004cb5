"""Addresses of the journalists' pages."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from claims.web.views import articles, claims, contradictions, decisions, drafts, quality, reports, speakers

urlpatterns = [
    path("", claims.claim_list, name="claim-list"),
    path("claims/<int:pk>/", claims.claim_detail, name="claim-detail"),
    path("contradictions/", contradictions.contradiction_list, name="contradiction-list"),
    path("contradictions/<int:pk>/", contradictions.pair_detail, name="pair-detail"),
    path("contradictions/<int:pk>/review/", contradictions.pair_review, name="pair-review"),
    path("speakers/", speakers.speaker_list, name="speaker-list"),
    path("speakers/<int:pk>/", speakers.speaker_detail, name="speaker-detail"),
    path("speakers/<int:pk>/merge/", decisions.speaker_merge, name="speaker-merge"),
    path("speakers/<int:pk>/merge/<int:other>/", decisions.speaker_merge_confirm, name="speaker-merge-confirm"),
    path("speakers/<int:pk>/split/", decisions.speaker_split, name="speaker-split"),
    path("speakers/assign/", decisions.mention_assign, name="mention-assign"),
    path("speakers/decisions/<int:pk>/undo/", decisions.speaker_decision_undo, name="speaker-decision-undo"),
    path("articles/", articles.article_list, name="article-list"),
    path("articles/add/", articles.article_add, name="article-add"),
    path("articles/<int:pk>/", articles.article_detail, name="article-detail"),
    path("versions/<int:pk>/status/", articles.analysis_status, name="analysis-status"),
    path("drafts/", drafts.draft_list, name="draft-list"),
    path("drafts/add/", drafts.draft_add, name="draft-add"),
    path("drafts/<int:pk>/check/", drafts.draft_check, name="draft-check"),
    path("reports/<int:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<int:pk>/report.<slug:kind>", reports.report_download, name="report-download"),
    path("quality/", quality.quality, name="quality"),
    # Pages that name no icon, as those of the administration, are asked for this one.
    path("favicon.ico", RedirectView.as_view(url=settings.STATIC_URL + "counterclaim.svg"), name="favicon"),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path(
        "password/",
        PasswordChangeView.as_view(template_name="registration/password.html", success_url=reverse_lazy("claim-list")),
        name="password-change",
    ),
]
