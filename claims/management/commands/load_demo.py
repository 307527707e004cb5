"""`manage.py load_demo`: the sample stories, an account per role, and the contradiction report on a sample draft.

Stories, people, places and quotations are invented. May run again at any time: what is there stays as it is.
"""

import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import NoReverseMatch, reverse

from claims.drafts import in_use
from claims.management.checking import run_report, start_report
from claims.models import Report
from claims.reports import ReportDocument, as_text, contradiction_report
from claims.roles import ROLES
from sources.models import Article

FOLDER: Final = Path(__file__).resolve().parents[2] / "demo"
# Without letters that are easily read as others.
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
DUTIES: Final = {
    "reader": "searches the record",
    "reporter": "adds articles, checks drafts",
    "editor": "reviews contradictions, merges and splits speakers, sees every draft",
    "admin": "manages accounts at admin/",
}


class Command(BaseCommand):
    help = "Load the invented sample stories and demo accounts into an empty home, and show the report on a draft."

    def handle(self, *args: Any, **options: Any) -> None:
        secrets_file = Path(settings.HOME) / "secrets" / "demo-accounts.json"
        passwords = _passwords(secrets_file)
        accounts = {role: _account(role, password) for role, password in passwords.items()}
        call_command(
            "ingest",
            str(FOLDER / "stories"),
            metadata=FOLDER / "metadata.jsonl",
            wait=True,
            stdout=self.stderr,
            stderr=self.stderr,
        )
        document = _report(owner=accounts["reporter"])
        is_terminal = self.stdout.isatty()
        width = shutil.get_terminal_size().columns if is_terminal else 80
        colour = is_terminal and "NO_COLOR" not in os.environ
        self.stdout.write("\n" + as_text(document, width=width, colour=colour))
        self.stdout.write(_sign_in(document, passwords, secrets_file))


def _passwords(file: Path) -> dict[str, str]:
    """Return the demo accounts' passwords, made and stored at the first time; refuses a home with other data."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        stored = None
    if stored is not None:
        return {role: str(stored[role]) for role in ROLES}
    if Article.objects.exists() or get_user_model().objects.exists():
        raise CommandError(
            "This home holds other articles or accounts, which the invented stories must not mix with. Use "
            "script/demo, which has a home of its own, or set COUNTERCLAIM_HOME to an empty folder."
        )
    passwords = {role: "-".join(_random(4) for _ in range(3)) for role in ROLES}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = file.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        json.dump(passwords, handle)
    temporary.replace(file)
    return passwords


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _account(role: str, password: str) -> User:
    users = get_user_model().objects
    user = users.filter(username=role).first()
    if user is None:
        user = users.create_user(role, password=password, is_staff=role == "admin")
    # Also where a first run was interrupted between the two.
    user.groups.add(Group.objects.get(name=role))
    return user


def _report(*, owner: User) -> ReportDocument:
    """Return the report on the sample draft; the last one where the record and the models have not changed since."""
    title, _, text = (FOLDER / "draft.txt").read_text(encoding="utf-8").partition("\n\n")
    last = Report.objects.filter(draft__owner=owner, draft__title=title, state=Report.State.DONE).first()
    if last and last.draft.text == text and {**last.used, **in_use()} == last.used:
        return contradiction_report(last)
    return run_report(start_report(owner=owner, title=title, text=text))


def _sign_in(document: ReportDocument, passwords: dict[str, str], file: Path) -> str:
    port = os.environ.get("COUNTERCLAIM_PORT") or "8000"
    address = os.environ.get("COUNTERCLAIM_ADDRESS") or f"http://localhost:{port}"
    lines = ["", "All stories, people and quotations of this demo are invented.", ""]
    lines.append(f"  Pages    {address.rstrip('/')}/")
    try:
        page = reverse("report-detail", args=[document.report_id])
    except NoReverseMatch:
        page = ""
    if page:
        lines.append(f"  Report   {address.rstrip('/')}{page}")
    lines += ["", "  Sign in as"]
    lines += [f"    {role:<9} password {passwords[role]}   {DUTIES[role]}" for role in ROLES]
    return "\n".join([*lines, "", f"  (passwords are kept in {file})", ""])
