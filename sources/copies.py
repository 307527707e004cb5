"""Decides which articles reprint one another, so that ten papers with one wire story count as one source event.

Two articles are copies of each other when some version of one and some version of the other share at least half of
their runs of five words. That rests on the two texts alone, so the groups that copies form, and the earliest article
of each, are the same in whatever order the articles come in. MinHash bands (Broder 1997; Leskovec, Rajaraman and
Ullman, "Mining of Massive Datasets", section 3.4) find the candidates; the share itself is then counted exactly.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from typing import Final

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet

from sources.models import Article, Version

SHINGLE_WORDS: Final = 5
# One word changed in every 40 of a reprint destroys 5 of 40 runs on each side and leaves a share of 0.78; a reprint cut
# to half its length leaves 0.5. Two reports written apart share little but the sentences that both quote.
COPY_SHARE: Final = 0.5
# 40 bands of 3 values find a pair with the share s with probability 1 - (1 - s³)⁴⁰: 0.995 at 0.5, 0.04 at 0.1.
BANDS: Final = 40
ROWS: Final = 3

# Any constant would do: it names the advisory lock under which versions and copy links are written.
LOCK: Final = 0x436F7069  # "Copi"

_WORD: Final = re.compile(r"\w+")
# Stored bands rest on these values, so they come from a fixed function and not from a library's random numbers.
_SEEDS: Final = np.frombuffer(
    b"".join(hashlib.blake2b(bytes([i]), digest_size=8).digest() for i in range(BANDS * ROWS)), "<u8"
)

Shingles = np.ndarray[tuple[int], np.dtype[np.uint64]]


def shingles(text: str) -> Shingles:
    """The distinct runs of five words, case and punctuation aside, as sorted 64-bit hashes; none in a shorter text."""
    words = [word.casefold() for word in _WORD.findall(text)]
    runs = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
    digests = b"".join(hashlib.blake2b(run.encode(), digest_size=8).digest() for run in runs)
    return np.sort(np.frombuffer(digests, dtype="<u8"))


def share(a: Shingles, b: Shingles) -> float:
    """Jaccard similarity: how much of what either text says in runs of words stands in both, 0 to 1."""
    both = int(np.intersect1d(a, b, assume_unique=True).size)
    return both / (a.size + b.size - both) if both else 0.0


def bands(runs: Shingles) -> list[int]:
    """MinHash bands as signed 64-bit integers, at most 40; texts with one in common are candidates. Empty for none."""
    if not runs.size:
        return []
    minima = np.array([_mixed(runs ^ seed).min() for seed in _SEEDS], dtype="<u8").reshape(BANDS, ROWS)
    digests = (hashlib.blake2b(bytes([i]) + row.tobytes(), digest_size=8).digest() for i, row in enumerate(minima))
    return [int.from_bytes(digest, "little", signed=True) for digest in digests]


def _mixed(values: Shingles) -> Shingles:
    """Scatter 64-bit values one to one (the finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def lock() -> None:
    """Wait until no other transaction writes versions or copy links, and keep others waiting until this one ends.

    Without it two copies stored at the same moment would not see each other. Take it before any row is written.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def link_copies(*, version: Version, runs: Shingles) -> None:
    """Join the article of a new version to its copies and point all of them at the earliest. Needs `lock`.

    `runs` are the shingles of the version's text.
    """
    article = version.article
    groups = {article.copy_of_id or article.pk}
    candidates = Version.objects.exclude(article=article).filter(bands__overlap=version.bands).order_by("pk")
    for pk, article_id, original_id in candidates.values_list("pk", "article_id", "article__copy_of_id"):
        group = original_id or article_id
        # One match joins a whole group; the texts of its other members are not even read.
        if group in groups:
            continue
        text = Version.objects.values_list("text", flat=True).get(pk=pk)
        if share(runs, shingles(text)) >= COPY_SHARE:
            groups.add(group)
    if groups != {article.pk}:
        # Each group's original is its earliest already, and only this article can be earlier still.
        _point_at_earliest(groups, Article.objects.filter(pk__in={*groups, article.pk}))
        article.refresh_from_db(fields=["copy_of"])


def choose_original(*, article: Article) -> None:
    """Decide anew which article of a group is the earliest, after a date has changed. Needs `lock`."""
    groups = {article.copy_of_id or article.pk}
    _point_at_earliest(groups, Article.objects.filter(Q(pk__in=groups) | Q(copy_of__in=groups)))


def _point_at_earliest(groups: set[int], contenders: QuerySet[Article]) -> None:
    """Make one group of several, given by their originals, with the earliest of the contenders as its original."""
    original = min(contenders.select_related("source").order_by(), key=_publication_order)
    members = Article.objects.filter(Q(pk__in=groups) | Q(copy_of__in=groups))
    members.exclude(pk=original.pk).exclude(copy_of=original).update(copy_of=original)
    Article.objects.filter(pk=original.pk).exclude(copy_of=None).update(copy_of=None)


def _publication_order(article: Article) -> tuple[bool, datetime.datetime, str, str]:
    """By date, the undated last; ties by what the article is, never by when it came in."""
    undated = datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return (
        article.published_at is None,
        article.published_at or undated,
        article.source.name.casefold(),
        article.external_id,
    )
