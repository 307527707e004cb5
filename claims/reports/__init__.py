"""The contradiction report: read from the record as plain data, and that data as page, JSON, Markdown, PDF or text.

Reads only. What a report says was decided when the draft was checked (`claims.drafts`).
"""

from claims.reports.data import as_data, as_json
from claims.reports.document import RecordedQuotation, ReportDocument, ReportEvidence, ReportFinding
from claims.reports.markdown import as_markdown
from claims.reports.page import as_html
from claims.reports.print import as_pdf
from claims.reports.reading import contradiction_report
from claims.reports.terminal import as_text

__all__ = [
    "RecordedQuotation",
    "ReportDocument",
    "ReportEvidence",
    "ReportFinding",
    "as_data",
    "as_html",
    "as_json",
    "as_markdown",
    "as_pdf",
    "as_text",
    "contradiction_report",
]
