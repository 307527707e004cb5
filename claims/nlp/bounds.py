"""The words that make a number approximate, a lower bound or an upper bound."""

from __future__ import annotations

_ABOUT = (
    "about around roughly approximately some circa almost nearly virtually ~ ≈ | close to | just under | just over | "
    "just short of | a little over | a little under | a little more than | a little less than | slightly more than | "
    "slightly less than | slightly over | slightly under | well nigh | an estimated | estimated | or so | "
    "in the region of | of the order of | on the order of | somewhere around | not quite | just above | just below | "
    "a good | perhaps | maybe | barely more than | hardly more than"
)
_LEAST = (
    "over above exceeding | at least | no fewer than | no less than | not fewer than | not less than | a minimum of | "
    "more than | greater than | upwards of | upward of | in excess of | well over | well above | "
    "minimum | north of | far more than"
)
_MOST = (
    "under below | at most | no more than | not more than | a maximum of | less than | fewer than | up to | as many as "
    "| as much as | at the most | not over | maximum | well under | well below | not even | lower than"
)


def _phrases(listed: str) -> dict[tuple[str, ...], None]:
    """Single words before the first bar, phrases after it, longest first."""
    head, *rest = listed.split("|")
    phrases = [(word,) for word in head.split()] + [tuple(phrase.split()) for phrase in rest]
    return dict.fromkeys(sorted(phrases, key=len, reverse=True))


_BOUNDS = {"about": _phrases(_ABOUT), "least": _phrases(_LEAST), "most": _phrases(_MOST)}
_AFTER_LEAST = (("or", "more"), ("or", "above"), ("or", "over"), ("and", "more"), ("at", "least"), ("and", "counting"))
_AFTER_MOST = (("or", "less"), ("or", "fewer"), ("or", "under"), ("or", "below"), ("at", "most"), ("at", "the", "most"))
_AFTER_ABOUT = (("or", "so"), ("more", "or", "less"), ("odd",), ("or", "thereabouts"))


def bound_before(words: list[str]) -> tuple[str, int]:
    """ "about", "least", "most" or "" for the words that end right before a number, and how many words say so."""
    best: tuple[int, str] = (0, "")
    for bound, phrases in _BOUNDS.items():
        for phrase in phrases:
            if len(phrase) > best[0] and tuple(words[-len(phrase) :]) == phrase:
                best = (len(phrase), bound)
    # "control over two provinces" is read as a bound too: that loosens a comparison and never invents a clash.
    return best[1], best[0]


def bound_after(words: list[str]) -> tuple[str, int]:
    """The same for the words right after a number: "or more", "at most", "or so"."""
    for bound, phrases in (("least", _AFTER_LEAST), ("most", _AFTER_MOST), ("about", _AFTER_ABOUT)):
        for phrase in phrases:
            if tuple(words[: len(phrase)]) == phrase:
                return bound, len(phrase)
    return "", 0
