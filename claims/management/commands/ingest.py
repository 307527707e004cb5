"""Takes articles in from files, folders, addresses and pasted text: everything readable goes in, the rest is listed."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from kombu.exceptions import OperationalError
from tqdm import tqdm

from claims.management import analysing
from sources.errors import IngestError
from sources.ingest import SUFFIXES, Details, StoredVersion, ingest_file, ingest_page, ingest_text
from sources.metadata import Metadata, read_metadata
from sources.text import decode

PASTED = "-"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to take in: as it is called in messages, and by the name that metadata may know it by."""

    place: str
    name: str
    path: Path | None = None  # of a file; none for an address or pasted text


@dataclass(slots=True)
class Outcome:
    """What became of the items: where each version on record came from, by its id, and why others failed, by place."""

    places: dict[int, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    new_articles: int = 0
    new_versions: int = 0
    unchanged: int = 0

    def add(self, item: Item, stored: StoredVersion) -> None:
        self.places[stored.version.pk] = item.place
        if stored.is_new_article:
            self.new_articles += 1
        elif stored.created:
            self.new_versions += 1
        else:
            self.unchanged += 1

    def summary(self) -> str:
        """One line of counts."""
        return (
            f"{self.new_articles} new article{'s' * (self.new_articles != 1)}, "
            f"{self.new_versions} new version{'s' * (self.new_versions != 1)}, "
            f"{self.unchanged} unchanged, {len(self.failed)} failed"
        )


class Command(BaseCommand):
    help = "Take articles in from .txt and .html files, folders, web addresses, or standard input (-)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a file, a folder, an address, or - for pasted text"
        )
        parser.add_argument(
            "--metadata",
            type=Path,
            metavar="FILE.jsonl",
            help='one JSON object a line: {"file", "external_id", "title", "source", "url", "published", "byline"}',
        )
        parser.add_argument("--source", default="", metavar="NAME", help="the publisher where the metadata names none")
        parser.add_argument("--wait", action="store_true", help="return when everything has been analysed")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._ingest(options)
        except KeyboardInterrupt:
            self.stderr.write("Stopped. What was taken in so far is on record; the same command goes on from there.")
            sys.exit(128 + signal.SIGINT)

    def _ingest(self, options: dict[str, Any]) -> None:
        metadata = Metadata()
        if options["metadata"]:
            try:
                metadata = read_metadata(options["metadata"])
            except IngestError as error:
                raise CommandError(str(error)) from error
        for line in metadata.bad:
            self.stderr.write(f"{options['metadata']}, line {line.number}: {line.reason}")

        items = list(_items(options["paths"]))
        outcome = _take_in(items, metadata, source=options["source"])
        for line in metadata.bad:
            if line.file not in {metadata.key_of(item.name) for item in items}:
                outcome.failed[f"{options['metadata']}, line {line.number}"] = line.reason
        if not items:
            raise CommandError("There is no .txt or .html file in what was given.")

        self.stdout.write(outcome.summary())
        self._list("Failed:", outcome.failed)
        unanalysed = self._analyse(outcome, wait=options["wait"])
        if outcome.failed:
            raise CommandError(f"{len(outcome.failed)} could not be taken in; everything else is on record.")
        if unanalysed:
            raise CommandError(f"{unanalysed} could not be analysed; everything else was.")

    def _analyse(self, outcome: Outcome, *, wait: bool) -> int:
        """Have the versions analysed, and with `wait` tell how that went; the number of failures."""
        try:
            if not wait:
                analysing.begin(outcome.places)
                return 0
            result = analysing.wait_for(outcome.places)
        except OperationalError:
            if wait:
                raise CommandError("The broker does not answer. Start script/serve, or check REDIS_URL.") from None
            self.stderr.write("The broker does not answer; analysis begins once it and a worker run (script/serve).")
            return 0
        except analysing.NoWorkerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{result.done} analysed, {len(result.skipped)} skipped, {len(result.failed)} failed")
        self._list("Skipped:", {outcome.places[pk]: message for pk, message in result.skipped.items()})
        self._list("Not analysed:", {outcome.places[pk]: message for pk, message in result.failed.items()})
        return len(result.failed)

    def _list(self, head: str, reasons: dict[str, str]) -> None:
        if reasons:
            self.stdout.write(head)
        for place, reason in reasons.items():
            self.stdout.write(f"  {place}: {reason}")


def _items(paths: list[str]) -> Iterator[Item]:
    """What the arguments name, folders with all their readable files in order of their paths."""
    for given in dict.fromkeys(paths):
        path = Path(given)
        if given == PASTED or given.lower().startswith(("http://", "https://")):
            yield Item("pasted text" if given == PASTED else given, given)
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                inside = file.relative_to(path)
                is_hidden = any(part.startswith(".") for part in inside.parts)
                if file.suffix.lower() in SUFFIXES and file.is_file() and not is_hidden:
                    yield Item(str(file), inside.as_posix(), file)
        else:
            yield Item(given, path.name, path)


def _take_in(items: list[Item], metadata: Metadata, *, source: str) -> Outcome:
    outcome = Outcome()
    for item in tqdm(items, desc="Taking in", unit=" articles", file=sys.stderr, disable=not sys.stderr.isatty()):
        line = metadata.bad_line(item.name)
        if line:
            outcome.failed[item.place] = f"its metadata cannot be used (line {line.number}). {line.reason}"
            continue
        try:
            outcome.add(item, _store(item, metadata, source=source))
        except IngestError as error:
            outcome.failed[item.place] = str(error)
    return outcome


def _store(item: Item, metadata: Metadata, *, source: str) -> StoredVersion:
    details: Details = {**metadata.details.get(metadata.key_of(item.name), {})}
    details["source_name"] = details.get("source_name") or source
    if item.path:
        details["external_id"] = details.get("external_id") or item.name
        return ingest_file(path=item.path, **details)
    if item.name == PASTED:
        return ingest_text(text=decode(sys.stdin.buffer.read()), **details)
    details.pop("url", None)
    return ingest_page(url=item.name, **details)  # type: ignore[misc]  # url was taken out
