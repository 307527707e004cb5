"""A person's decision on a pair: appended, with the verdict it was made on. Nothing is ever overwritten."""

from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims.models import Pair, Review, Verdict

# A text column checks no length by itself.
NOTE_CHARACTERS: Final = 2000


def record_decision(*, pair: Pair, reviewer: User, decision: str, reason: str = "", note: str = "") -> Review:
    """Append a decision (`Review.Decision`) on the pair's newest verdict; undoing one appends "withdrawn".

    Raises ValidationError for an unknown decision or reason, a note over 2,000 characters, and for a pair that no
    verdict has been given on.
    """
    verdict = Verdict.objects.filter(pair=pair).order_by("-id").first()
    if verdict is None:
        raise ValidationError("These claims have not been compared yet. Try again when their analysis is done.")
    if len(note) > NOTE_CHARACTERS:
        raise ValidationError({"note": f"A note has at most {NOTE_CHARACTERS} characters."})
    review = Review(pair=pair, verdict=verdict, reviewer=reviewer, decision=decision, reason=reason, note=note.strip())
    review.full_clean()
    review.save()
    return review
