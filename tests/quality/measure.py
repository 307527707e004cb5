"""Measures the machine and publishes the figures: `python -m tests.quality.measure [--write]`.

With `--write` it writes the files that ship (`claims/precision/figures/`) and the tables between the markers of
docs/quality.md; without, it says what it would change and ends with code 1 if anything would. Needs no servers and
about a minute of one core. Run it whenever the version of the extraction or of the judge changes.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import django

from claims.nlp.comparison import JUDGE_VERSION
from claims.nlp.types import Relation
from claims.precision import measured
from claims.precision.formulas import Share, share
from claims.precision.measured import (
    AttributionScore,
    AttributionSet,
    KnownFailures,
    MeasuredAttribution,
    MeasuredRelations,
)
from tests.quality import attribution_scores, relation_scores
from tests.quality.attribution_scores import ArticleScore, Outcome, Scores

HERE: Final = Path(__file__).parent
PAGE: Final = HERE.parent.parent / "docs" / "quality.md"
NAMES: Final = {
    Relation.CONTRADICTS: "contradicts",
    Relation.UPDATES: "updates",
    Relation.RESTATES: "restates",
    Relation.DIFFERS_IN_SCOPE: "differs in scope",
}
# Folder, title, and how fair the set is.
ATTRIBUTION_SETS: Final = (
    (
        HERE / "attribution",
        "Articles of our own with traps",
        "Every trap stands in it at least three times. The rules were mended on it, so its figures flatter.",
    ),
    (
        HERE / "attribution_check",
        "Articles of our own, held out",
        "By another hand; nobody who wrote the rules has read it.",
    ),
)
RELATION_SETS: Final = (
    (
        HERE / "relations",
        "Events of our own, test half",
        "By other hands; no weight or threshold has seen it. Its contradictions share few words.",
    ),
)


def measure_relations() -> MeasuredRelations:
    return MeasuredRelations(
        JUDGE_VERSION,
        tuple(
            relation_scores.summary(relation_scores.measure(folder), title=title, note=note)
            for folder, title, note in RELATION_SETS
        ),
    )


def measure_attribution() -> MeasuredAttribution:
    """The figures of every set whose folder is there."""
    from claims.extraction import PIPELINE_VERSION  # needs Django set up

    return MeasuredAttribution(
        PIPELINE_VERSION,
        tuple(
            _attribution_set(attribution_scores.measure(attribution_scores.load_all(folder)), title=title, note=note)
            for folder, title, note in ATTRIBUTION_SETS
            if any(folder.glob("*.json"))
        ),
    )


_Counted: TypeAlias = Callable[[ArticleScore], tuple[int, int]]


def _attribution_set(scores: Scores, *, title: str, note: str) -> AttributionSet:
    resolved = (Outcome.RIGHT, Outcome.INCOMPLETE, Outcome.WRONG)

    def speakers(article: ArticleScore, wanted: Sequence[Outcome], *, quoted: bool) -> int:
        return sum(pair.outcome in wanted and (pair.gold.is_quoted or not quoted) for pair in article.pairs)

    def quoted_claims(article: ArticleScore) -> int:
        return sum(claim.is_quoted for claim in article.article.claims)

    def told(article: ArticleScore) -> int:
        return speakers(article, [*resolved, Outcome.UNRESOLVED], quoted=False)

    rows: dict[str, _Counted] = {
        "precision: what is recorded is a claim": lambda a: (len(a.pairs), len(a.pairs) + len(a.extra)),
        "recall: claims of the text that are recorded": lambda a: (len(a.pairs), len(a.article.claims)),
        "recall of quoted claims": lambda a: (sum(pair.gold.is_quoted for pair in a.pairs), quoted_claims(a)),
        "the named speaker is right": lambda a: (
            speakers(a, [Outcome.RIGHT], quoted=False),
            speakers(a, resolved, quoted=False),
        ),
        "the named speaker of a quoted claim is right": lambda a: (
            speakers(a, [Outcome.RIGHT], quoted=True),
            speakers(a, resolved, quoted=True),
        ),
        "the named speaker is somebody else": lambda a: (
            speakers(a, [Outcome.WRONG], quoted=False),
            speakers(a, resolved, quoted=False),
        ),
        "no speaker is named though the text tells": lambda a: (
            speakers(a, [Outcome.UNRESOLVED], quoted=False),
            told(a),
        ),
        "recorded though it is no claim": lambda a: (
            len({id(forbidden) for forbidden, _ in a.recorded}),
            len(a.article.not_claims),
        ),
    }
    return AttributionSet(
        title=title,
        note=note,
        articles=len(scores.articles),
        claims=scores.gold,
        scores=tuple(AttributionScore(what, _share(scores.articles, counted)) for what, counted in rows.items()),
        f1=round(scores.f1, 4),
    )


def _share(articles: Sequence[ArticleScore], counted: _Counted) -> Share:
    """The share over all articles; its interval takes the articles for groups."""
    groups = [counted(article) for article in articles]
    return share(sum(part for part, _ in groups), sum(whole for _, whole in groups), groups=groups)


def tables(
    relations: MeasuredRelations, attribution: MeasuredAttribution, failures: KnownFailures
) -> dict[str, list[str]]:
    """The lines of docs/quality.md between each pair of markers."""
    return {
        "attribution": list(_attribution_lines(attribution)),
        "attribution failures": [f"* {failure}" for failure in failures.attribution],
        "relations": list(_relation_lines(relations)),
        "relation failures": [f"* {failure}" for failure in failures.relations],
    }


def _attribution_lines(figures: MeasuredAttribution) -> Iterator[str]:
    yield f"Extraction version `{figures.version}`."
    for found in figures.sets:
        yield ""
        yield f"**{found.title}** ({found.articles} articles, {found.claims} claims). {found.note} F1 {found.f1:.3f}."
        yield ""
        yield "| | share (95 % interval) | counts |"
        yield "|---|---|---|"
        for score in found.scores:
            yield f"| {score.what} | {score.share.in_words} | {score.share.counts} |"


def _relation_lines(figures: MeasuredRelations) -> Iterator[str]:
    yield f"Judge version `{figures.version}`."
    for found in figures.sets:
        yield ""
        yield f"**{found.title}** ({found.stories} events, {found.pairs} pairs). {found.note}"
        yield ""
        yield "| relation | precision (95 % interval) | right of called | recall (95 % interval) | found of all | F1 |"
        yield "|---|---|---|---|---|---|"
        for score in found.scores:
            yield (
                f"| {NAMES[Relation(score.relation)]} | {score.precision.in_words} | {score.precision.counts} "
                f"| {score.recall.in_words} | {score.recall.counts} | {score.f1:.3f} |"
            )
        yield ""
        yield f"Unrelated pairs called contradicts: {found.false_alarms.counts}, {found.false_alarms.in_words}."
        yield f"Left undecided: {found.undecided.counts}."
        if found.calibration_error is not None:
            yield f"Expected calibration error of the suggestions, in ten bins: {found.calibration_error:.3f}."
        yield ""
        yield "| stated confidence | suggestions | mean stated | right (95 % interval) |"
        yield "|---|---|---|---|"
        for entry in found.bins:
            yield (
                f"| {entry.low:.1f}–{entry.high:.1f} | {entry.right.whole} | {entry.confidence:.2f} "
                f"| {entry.right.in_words} |"
            )


def fill(page: str, lines: dict[str, list[str]]) -> str:
    """The page with the lines between its markers replaced. Raises ValueError where a pair of markers is missing."""
    for name, inner in lines.items():
        pattern = rf"(<!-- measured: {re.escape(name)} -->\n).*?(<!-- end -->)"
        body = "\n".join(inner)
        page, places = re.subn(pattern, lambda match, body=body: f"{match[1]}\n{body}\n\n{match[2]}", page, flags=re.S)
        if places != 1:
            raise ValueError(f"{places} places for “{name}” in the page, not one")
    return page


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the machine and publish the figures.")
    parser.add_argument("--write", action="store_true", help="write the figures that ship and docs/quality.md")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    relations, attribution = measure_relations(), measure_attribution()
    failures = measured.known_failures()
    before = PAGE.read_text(encoding="utf-8")
    page = fill(before, tables(relations, attribution, failures))
    changed = [
        name
        for name, is_new in (
            ("relations", _stored(measured.load_relations) != relations),
            ("attribution", _stored(measured.load_attribution) != attribution),
            (PAGE.name, page != before),
        )
        if is_new
    ]
    if options.write:
        measured.store(relations)
        measured.store(attribution)
        PAGE.write_text(page, encoding="utf-8")
    for name, lines in tables(relations, attribution, failures).items():
        if "failures" not in name:
            sys.stdout.write("\n".join([f"== {name}", "", *lines, "", ""]))
    sys.stdout.write(f"{'Written' if options.write else 'Would change'}: {', '.join(changed) or 'nothing'}\n")
    return 1 if changed and not options.write else 0


_Figures: TypeAlias = MeasuredRelations | MeasuredAttribution


def _stored(load: Callable[[], _Figures]) -> _Figures | None:
    try:
        return load()
    except (OSError, ValueError, KeyError, TypeError):
        return None


if __name__ == "__main__":
    sys.exit(main())
