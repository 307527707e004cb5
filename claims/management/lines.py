"""Commands that read JSON lines and print one JSON object a line: a line that cannot be read costs that line alone."""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand

STANDARD_INPUT = "-"

_SURROGATE = re.compile("[\ud800-\udfff]")

Entry = TypeVar("Entry")


class LineCommand(BaseCommand):
    """Base of such commands. What cannot be read is reported on stderr, and `finish` then ends with status 1.

    `expected` is the form of a line, for the message.
    """

    requires_system_checks: list[str] = []
    expected = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.failed = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", default=STANDARD_INPUT, metavar="FILE", help=".jsonl; - is standard input"
        )

    def entries(self, file: str, read: Callable[[dict[str, Any]], Entry]) -> Iterator[Entry]:
        """What `read` makes of the objects in a file's lines, or of those of stdin ("-").

        `read` says by a KeyError, TypeError or ValueError what is wrong with an object.
        """
        try:
            if file == STANDARD_INPUT:
                yield from self._entries("standard input", sys.stdin.buffer, read)
            else:
                with Path(file).open("rb") as lines:
                    yield from self._entries(file, lines, read)
        except OSError as error:
            self.report(f"{file}: {error}")

    def _entries(self, name: str, lines: Iterable[bytes], read: Callable[[dict[str, Any]], Entry]) -> Iterator[Entry]:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = read(_parse(line))
            except (ValueError, KeyError, TypeError) as error:
                reason = f"no {error}" if isinstance(error, KeyError) else str(error)
                self.report(f"{name}, line {number}: {reason}; expected {self.expected}")
            else:
                yield entry

    def print_row(self, row: dict[str, Any]) -> None:
        line = json.dumps(row, ensure_ascii=False)
        # Half a character, which JSON may hold and no encoding can write, goes out as it came in: escaped.
        self.stdout.write(json.dumps(row) if _SURROGATE.search(line) else line)

    def report(self, message: str) -> None:
        self.failed = True
        self.stderr.write(message)

    def finish(self) -> None:
        if self.failed:
            sys.exit(1)


def words_of(entry: dict[str, Any], key: str, *, at_most: int) -> str:
    """A text with words; KeyError, TypeError or ValueError says what is wrong with it."""
    text = entry[key]
    if not isinstance(text, str) or not text.strip():
        raise TypeError(f'"{key}" is not a string with words')
    if len(text) > at_most:
        raise ValueError(f'"{key}" has {len(text)} characters, at most {at_most} are read')
    if _SURROGATE.search(text):
        raise ValueError(f'"{key}" holds half a character (a lone surrogate)')
    return text


def _parse(line: bytes) -> dict[str, Any]:
    """The object in a line; ValueError or TypeError where there is none."""
    try:
        entry = json.loads(line.decode("utf-8-sig"))  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 ({error.reason})") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from None
    except RecursionError:
        raise ValueError("not JSON of this form: nested too deeply") from None
    if not isinstance(entry, dict):
        raise TypeError("not an object")
    return entry
