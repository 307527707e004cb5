"""Scores who-said-what on articles with gold: `python -m tests.quality.attribution_scores [FOLDER]`.

The folder is `attribution/` unless another is given.

Gold and found claims of an article are paired one to one where their words overlap with a Jaccard index of 0.5 or more,
best first. Found claims are those that the record would keep. Prints the figures and every error, one a line.
"""

from __future__ import annotations

import datetime
import itertools
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from claims.nlp.attribution import extract, statements
from claims.nlp.types import Kind, Modality, Span, SpeakerKind

FOLDER = Path(__file__).parent / "attribution"
OVERLAP = 0.5
# A sentence split by its attribution: at most this many characters stand between its pieces.
GAP = 120


class GoldError(ValueError):
    """The gold does not fit its text."""


class Outcome(StrEnum):
    RIGHT = "right"
    INCOMPLETE = "incomplete"  # the right one, under a part of the name that fits nobody else in the gold
    WRONG = "wrong"
    UNRESOLVED = "unresolved"  # the text tells who speaks
    RIGHTLY_UNRESOLVED = "rightly unresolved"  # the text does not, or leaves room for doubt


@dataclass(frozen=True, slots=True)
class GoldClaim:
    number: int
    content: tuple[Span, ...]
    speaker: str | None
    may_be_unresolved: bool
    kind: Kind
    modality: Modality
    mention: str | None
    cue: str | None
    traps: tuple[str, ...]

    @property
    def is_quoted(self) -> bool:
        return self.kind in (Kind.DIRECT, Kind.MIXED)


@dataclass(frozen=True, slots=True)
class NotClaim:
    content: Span
    why: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    name: str
    text: str
    title: str
    source: str
    published: datetime.date
    aliases: dict[str, tuple[str, ...]]
    claims: tuple[GoldClaim, ...]
    not_claims: tuple[NotClaim, ...]


@dataclass(frozen=True, slots=True)
class FoundClaim:
    content: tuple[Span, ...]
    speaker: str | None
    candidates: tuple[str, ...]
    kind: Kind
    modality: Modality


@dataclass(frozen=True, slots=True)
class Pair:
    gold: GoldClaim
    found: FoundClaim
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """One article: the pairs, and what is left over on either side."""

    article: GoldArticle
    pairs: tuple[Pair, ...]
    missed: tuple[GoldClaim, ...]
    extra: tuple[FoundClaim, ...]
    recorded: tuple[tuple[NotClaim, FoundClaim], ...]  # the extra ones that the gold forbids by name


@dataclass(frozen=True)
class Scores:
    articles: tuple[ArticleScore, ...] = field(repr=False)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(pair for score in self.articles for pair in score.pairs)

    @property
    def gold(self) -> int:
        return sum(len(score.article.claims) for score in self.articles)

    @property
    def found(self) -> int:
        return sum(len(score.pairs) + len(score.extra) for score in self.articles)

    @property
    def not_claims(self) -> int:
        return sum(len(score.article.not_claims) for score in self.articles)

    @property
    def not_claims_recorded(self) -> int:
        return sum(len({id(forbidden) for forbidden, _ in score.recorded}) for score in self.articles)

    @property
    def precision(self) -> float:
        return len(self.pairs) / max(1, self.found)

    @property
    def recall(self) -> float:
        return len(self.pairs) / max(1, self.gold)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def outcomes(self, *, quoted: bool) -> dict[Outcome, int]:
        """How the speakers of the paired claims came out, of the quoted ones alone or of all."""
        pairs = [pair for pair in self.pairs if pair.gold.is_quoted or not quoted]
        return {outcome: sum(pair.outcome is outcome for pair in pairs) for outcome in Outcome}

    def right_of_resolved(self, *, quoted: bool) -> float:
        outcomes = self.outcomes(quoted=quoted)
        resolved = sum(outcomes[outcome] for outcome in (Outcome.RIGHT, Outcome.INCOMPLETE, Outcome.WRONG))
        return outcomes[Outcome.RIGHT] / max(1, resolved)

    @property
    def quoted_recall(self) -> float:
        quoted = sum(claim.is_quoted for score in self.articles for claim in score.article.claims)
        return sum(pair.gold.is_quoted for pair in self.pairs) / max(1, quoted)

    @property
    def kind_accuracy(self) -> float:
        return sum(pair.gold.kind is pair.found.kind for pair in self.pairs) / max(1, len(self.pairs))

    @property
    def modality_accuracy(self) -> float:
        return sum(pair.gold.modality is pair.found.modality for pair in self.pairs) / max(1, len(self.pairs))


def locate(text: str, pieces: Sequence[str], occurrence: int | None = None) -> tuple[Span, ...]:
    """The spans of the pieces, which follow each other closely. Raises GoldError unless the place is plain.

    `occurrence` counts from one and is wanted where, and only where, the words stand more than once.
    """
    between = rf"[^\n]{{1,{GAP}}}?"
    pattern = re.compile(r"(?<!\w)" + between.join(f"({re.escape(piece)})" for piece in pieces) + r"(?!\w)")
    places = [match for start in range(len(text)) if (match := pattern.match(text, start))]
    if not places:
        raise GoldError(f"not in the text: {pieces}")
    if occurrence is None and len(places) > 1:
        raise GoldError(f"stands {len(places)} times in the text, say which: {pieces}")
    if occurrence is not None and not (len(places) > 1 and 1 <= occurrence <= len(places)):
        raise GoldError(f"occurrence {occurrence} of {len(places)}: {pieces}")
    match = places[(occurrence or 1) - 1]
    return tuple(Span(*match.span(group)) for group in range(1, len(pieces) + 1))


def load(path: Path) -> GoldArticle:
    """One article and its gold, with the offsets looked up. `path` is that of the gold."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    return GoldArticle(
        name=path.stem,
        text=text,
        title=gold["title"],
        source=gold["source"],
        published=datetime.date.fromisoformat(gold["published"]),
        aliases={name: tuple(aliases) for name, aliases in gold["aliases"].items()},
        claims=tuple(_claim(text, number, claim) for number, claim in enumerate(gold["claims"], 1)),
        not_claims=tuple(
            NotClaim(locate(text, [entry["content"]], entry.get("occurrence"))[0], entry["why"])
            for entry in gold["not_claims"]
        ),
    )


def load_all(folder: Path = FOLDER) -> tuple[GoldArticle, ...]:
    return tuple(load(path) for path in sorted(folder.glob("*.json")))


def _claim(text: str, number: int, claim: dict[str, Any]) -> GoldClaim:
    content = claim["content"]
    return GoldClaim(
        number=number,
        content=locate(text, [content] if isinstance(content, str) else content, claim.get("occurrence")),
        speaker=claim["speaker"],
        may_be_unresolved=claim["may_be_unresolved"],
        kind=Kind(claim["kind"]),
        modality=Modality(claim["modality"]),
        mention=claim["mention"],
        cue=claim["cue"],
        traps=tuple(claim["traps"]),
    )


def find(article: GoldArticle) -> tuple[FoundClaim, ...]:
    """The claims of the text as the record would keep them, with the speaker's name where there is one."""
    extraction = extract(article.text, published=article.published)

    def name(number: int) -> str | None:
        speaker = extraction.speakers[number]
        return speaker.names[0] if speaker.names and speaker.kind is not SpeakerKind.UNNAMED else None

    return tuple(
        FoundClaim(
            content=claim.content,
            speaker=name(claim.speaker) if claim.speaker is not None else None,
            candidates=tuple(name(number) or extraction.speakers[number].key for number in claim.candidates),
            kind=claim.kind,
            modality=claim.modality,
        )
        for claim in statements(article.text, extraction, published=article.published)
    )


def score(article: GoldArticle, found: Sequence[FoundClaim]) -> ArticleScore:
    wanted = [_words(article.text, claim.content) for claim in article.claims]
    got = [_words(article.text, claim.content) for claim in found]
    overlaps = sorted(
        (
            (overlap, -i, -j)
            for (i, a), (j, b) in itertools.product(enumerate(wanted), enumerate(got))
            if (overlap := _jaccard(a, b)) >= OVERLAP
        ),
        reverse=True,
    )
    match: dict[int, int] = {}
    for _, i, j in overlaps:
        if -i not in match and -j not in match.values():
            match[-i] = -j
    pairs = tuple(
        Pair(article.claims[i], found[j], _outcome(article, article.claims[i], found[j].speaker))
        for i, j in sorted(match.items())
    )
    extra = [j for j in range(len(found)) if j not in match.values()]
    recorded = tuple(
        (forbidden, found[j])
        for forbidden in article.not_claims
        for j in extra
        if _is_recorded(_words(article.text, (forbidden.content,)), got[j])
    )
    return ArticleScore(
        article=article,
        pairs=pairs,
        missed=tuple(claim for i, claim in enumerate(article.claims) if i not in match),
        extra=tuple(found[j] for j in extra),
        recorded=recorded,
    )


def _is_recorded(forbidden: set[int], words: set[int]) -> bool:
    """Whether the words found are those the gold forbids, or a part of them."""
    return bool(words) and (words <= forbidden or _jaccard(words, forbidden) >= OVERLAP)


def _words(text: str, content: Sequence[Span]) -> set[int]:
    """The words of the spans, each by its place in the text."""
    return {match.start() for span in content for match in re.compile(r"\w+").finditer(text, span.start, span.end)}


def _jaccard(a: set[int], b: set[int]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def _outcome(article: GoldArticle, gold: GoldClaim, speaker: str | None) -> Outcome:
    if speaker is None:
        return Outcome.RIGHTLY_UNRESOLVED if gold.may_be_unresolved else Outcome.UNRESOLVED
    if gold.speaker is None:
        return Outcome.WRONG
    if any(_same(speaker, name) for name in _names(article, gold.speaker)):
        return Outcome.RIGHT
    sharing = {
        claim.speaker
        for claim in article.claims
        if claim.speaker is not None
        and any(set(_plain(speaker)) <= set(_plain(name)) for name in _names(article, claim.speaker))
    }
    return Outcome.INCOMPLETE if sharing == {gold.speaker} else Outcome.WRONG


def _names(article: GoldArticle, speaker: str) -> tuple[str, ...]:
    return (speaker, *article.aliases.get(speaker, ()))


def _same(a: str, b: str) -> bool:
    """Equal but for case, accents and articles; or the words of one, two at least, are among those of the other."""
    one, other = _plain(a), _plain(b)
    if one == other:
        return True
    if "and" in one or "and" in other:
        return False  # a pair of speakers is not one of them
    return (len(one) > 1 and set(one) <= set(other)) or (len(other) > 1 and set(other) <= set(one))


def _plain(name: str) -> list[str]:
    letters = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = re.sub(r"[’']s?\b", "", letters)
    return [word for word in re.findall(r"\w+", words) if word != "the"]


def measure(articles: Sequence[GoldArticle] | None = None) -> Scores:
    """Extract all articles and score them."""
    return Scores(tuple(score(article, find(article)) for article in (load_all() if articles is None else articles)))


def report(scores: Scores) -> Iterator[str]:
    """The figures, then every error."""
    yield f"articles {len(scores.articles)}, claims {scores.gold}, found {scores.found}, paired {len(scores.pairs)}"
    yield f"claims: precision {scores.precision:.3f} recall {scores.recall:.3f} F1 {scores.f1:.3f}"
    yield f"quoted claims: recall {scores.quoted_recall:.3f}"
    for title, quoted in (("quoted", True), ("all", False)):
        counts = ", ".join(f"{outcome} {count}" for outcome, count in scores.outcomes(quoted=quoted).items())
        share = scores.right_of_resolved(quoted=quoted)
        yield f"speakers of {title} paired claims: {counts}; right of resolved {share:.3f}"
    yield f"kind {scores.kind_accuracy:.3f}, modality {scores.modality_accuracy:.3f} of the paired claims"
    yield f"not claims: {scores.not_claims_recorded} of {scores.not_claims} recorded"
    for title, lines in _errors(scores).items():
        yield ""
        yield f"{title}: {len(lines)}"
        yield from (f"  {line}" for line in lines)


_TITLES = (
    "wrong speaker", "incomplete name", "unresolved speaker", "missed", "not a claim", "extra", "kind", "modality",
)  # fmt: skip


def _errors(scores: Scores) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {title: [] for title in _TITLES}
    for result in scores.articles:
        text, name = result.article.text, result.article.name
        for pair in result.pairs:
            where = f"{name} {pair.gold.number}"
            words = f"{_brief(text, pair.gold.content)} [{', '.join(pair.gold.traps)}]"
            if pair.outcome in (Outcome.WRONG, Outcome.INCOMPLETE):
                errors["wrong speaker" if pair.outcome is Outcome.WRONG else "incomplete name"].append(
                    f"{where}: is {pair.gold.speaker}, got {pair.found.speaker}; {pair.gold.mention!r}: {words}"
                )
            elif pair.outcome is Outcome.UNRESOLVED:
                shown = ", ".join(pair.found.candidates) or "no candidates"
                errors["unresolved speaker"].append(
                    f"{where}: is {pair.gold.speaker} ({shown}); {pair.gold.mention!r}: {words}"
                )
            if pair.gold.kind is not pair.found.kind:
                errors["kind"].append(f"{where}: is {pair.gold.kind}, got {pair.found.kind}: {words}")
            if pair.gold.modality is not pair.found.modality:
                errors["modality"].append(f"{where}: is {pair.gold.modality}, got {pair.found.modality}: {words}")
        for claim in result.missed:
            errors["missed"].append(
                f"{name} {claim.number}: {claim.mention!r} {claim.cue!r}: {_brief(text, claim.content)}"
                f" [{', '.join(claim.traps)}]"
            )
        forbidden = {id(found): entry for entry, found in result.recorded}
        for found in result.extra:
            if (entry := forbidden.get(id(found))) is not None:
                errors["not a claim"].append(f"{name}: {entry.why}: {_brief(text, found.content)}")
            else:
                errors["extra"].append(f"{name}: {found.speaker}: {_brief(text, found.content)}")
    return errors


def _brief(text: str, content: Sequence[Span]) -> str:
    words = " … ".join(span.of(text) for span in content).replace("\n", "⏎")
    return words if len(words) <= 110 else words[:107] + "..."


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    sys.stdout.write("\n".join(report(measure(load_all(folder)))) + "\n")


if __name__ == "__main__":
    main()
