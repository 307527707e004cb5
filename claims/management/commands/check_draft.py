"""`manage.py check_draft FILE`: compare an unpublished text with the record and print the contradiction report."""

import os
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from claims.management.checking import run_report, start_report
from claims.reports import (
    ReportDocument,
    as_html,
    as_json,
    as_markdown,
    as_pdf,
    as_text,
)
from sources.errors import TextError
from sources.text import decode, plain

STANDARD_INPUT: Final = "-"
# Owner of drafts that nobody else is named for. It cannot sign in; editors see its drafts.
ACCOUNT: Final = "command-line"
RENDERERS: Final[dict[str, Callable[[ReportDocument], str | bytes]]] = {
    "json": as_json,
    "md": as_markdown,
    "html": as_html,
    "pdf": as_pdf,
    "text": as_text,
}
SUFFIXES: Final = {".json": "json", ".md": "md", ".html": "html", ".htm": "html", ".pdf": "pdf", ".txt": "text"}


class Command(BaseCommand):
    help = (
        "Check a draft against the record and print the contradiction report. The draft and its report are stored, "
        "for its owner and for editors; its statements never become part of the record."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a text file, or - for standard input")
        parser.add_argument(
            "--format",
            choices=RENDERERS,
            help="by default what the name after -o ends in; else text on a terminal, and json elsewhere",
        )
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the report to this file")
        parser.add_argument("--title", default="", help="title of the draft; by default the name of the file")
        parser.add_argument("--owner", default="", metavar="USERNAME", help="account that the draft belongs to")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path | None = options["output"]
        form = options["format"] or self._default_format(output)
        if output and not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}. Create it, or name another file with -o.")
        if form == "pdf" and not output and self.stdout.isatty():
            raise CommandError("A PDF cannot be shown on a terminal. Name a file with -o report.pdf.")
        text = _read(options["file"])
        title = options["title"] or ("" if options["file"] == STANDARD_INPUT else Path(options["file"]).name)
        report = start_report(owner=_owner(options["owner"]), title=title[:300], text=text)
        self.stderr.write(f"Checking {len(text):,} characters against the record …")
        document = run_report(report)
        self.stderr.write(f"{document.opening} (report {report.pk})")
        self._deliver(self._render(document, form, output), output)

    def _default_format(self, output: Path | None) -> str:
        if output:
            return SUFFIXES.get(output.suffix.lower(), "json")
        return "text" if self.stdout.isatty() else "json"

    def _render(self, document: ReportDocument, form: str, output: Path | None) -> str | bytes:
        if form == "text" and not output and self.stdout.isatty():
            width = shutil.get_terminal_size().columns
            return as_text(document, width=width, colour="NO_COLOR" not in os.environ)
        return RENDERERS[form](document)

    def _deliver(self, content: str | bytes, output: Path | None) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        if output:
            try:
                output.write_bytes(data)
            except OSError as error:
                raise CommandError(f"{output} cannot be written ({error.strerror}). Name another file.") from error
        elif isinstance(content, str):
            self.stdout.write(content, ending="")
        else:
            sys.stdout.buffer.write(content)


def _read(name: str) -> str:
    """Return the draft with its line ends as newlines, so that offsets count as in a file opened as text."""
    try:
        data = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
        text = plain(decode(data))
    except OSError as error:
        raise CommandError(f"{name} cannot be opened ({error.strerror}). Check its name and permissions.") from error
    except TextError as error:
        raise CommandError(f"{name}: {error}") from error
    if not text.strip():
        raise CommandError("The draft is empty: there is nothing to check.")
    if "\0" in text:
        raise CommandError("The draft holds NUL characters, as binary files do. Give it as plain text.")
    if len(text) > settings.MAX_DRAFT_CHARACTERS:
        raise CommandError(
            f"The draft has {len(text):,} characters; {settings.MAX_DRAFT_CHARACTERS:,} are the most. Check its parts."
        )
    return text


def _owner(username: str) -> User:
    users = get_user_model().objects
    if username:
        owner = users.filter(username=username).first()
        if owner is None:
            raise CommandError(f"There is no account {username}. Leave --owner out, or name an existing account.")
        return owner
    owner, created = users.get_or_create(username=ACCOUNT, defaults={"is_active": False})
    if created:
        owner.set_unusable_password()
        owner.save()
    return owner
