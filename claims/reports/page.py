"""The report as one HTML file that needs nothing beside itself, to be saved, mailed or printed."""

from pathlib import Path
from typing import Final

from django.template import engines

from claims.reports.document import CAUTION, ReportDocument

_PAGE: Final = Path(__file__).with_name("page.html")


def as_html(document: ReportDocument) -> str:
    """Return the report as a standalone page; all text from drafts and articles is escaped.

    Its style is inline: as a file it needs no other, and under the site's own content security policy it must be
    offered as a download, not as a page.
    """
    return (
        engines["django"]
        .from_string(_PAGE.read_text(encoding="utf-8"))
        .render(
            {
                "document": document,
                "title": document.title or f"draft {document.draft_id}",
                "caution": CAUTION,
                "used": document.described_use,
            }
        )
    )
