"""Documentation that must stay true: every setting has a row, and every row a setting."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = r"\b(?:COUNTERCLAIM_[A-Z_]+|DATABASE_URL|REDIS_URL|SECRET_KEY)\b"
# Set by the project for its own processes, not by people.
INTERNAL = {"COUNTERCLAIM_ADDRESS"}


def names_in(*paths: Path) -> set[str]:
    return {name for path in paths for name in re.findall(NAME, path.read_text(encoding="utf8"))}


def test_settings_page_lists_what_the_code_reads() -> None:
    documented = set(
        re.findall(rf"^\| `({NAME})`", (ROOT / "docs/settings.md").read_text(encoding="utf8"), re.MULTILINE)
    )
    code = names_in(ROOT / "config/settings.py", *(ROOT / "config/services").glob("*.py"), *(ROOT / "script").iterdir())
    assert documented == code - INTERNAL


def test_readme_links_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert targets
    assert [target for target in targets if not target.startswith("http") and not (ROOT / target).exists()] == []


def test_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf8").splitlines()) < 150
