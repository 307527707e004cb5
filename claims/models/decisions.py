"""What people decided about speakers: who are one, and whom a text means. Rows are appended; undoing one is a row too.

The decisions that stand are what `Speaker.merged_into` and the mentions with a `decided_by` are computed from. Taking
one back therefore leaves exactly what the others and the machine say.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.record import Mention
from claims.models.speakers import Speaker


class SpeakerDecisionQuerySet(models.QuerySet["SpeakerDecision"]):
    def standing(self) -> SpeakerDecisionQuerySet:
        """Decisions that hold: neither undone nor an undoing."""
        return self.filter(undone_by__isnull=True).exclude(action=SpeakerDecision.Action.UNDO)


class SpeakerDecision(models.Model):
    """One decision of a person, never edited.

    A merge says that `speaker` is `target`. An assignment says whom mentions mean: `speaker` is who they were taken
    for, None where they were open or of several, and `target` who they are, None where that stays open. The names are
    those of the day; a speaker row may go once no standing decision needs it, the names stay.
    """

    class Action(models.TextChoices):
        MERGE = "merge", "merged"
        ASSIGN = "assign", "given to another speaker"
        UNDO = "undo", "undone"

    action = models.CharField(max_length=10, choices=Action)
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, related_name="decisions")
    speaker_name = models.CharField(max_length=200, blank=True)
    target = models.ForeignKey(Speaker, models.SET_NULL, null=True, related_name="decisions_in_favour")
    target_name = models.CharField(max_length=200, blank=True)
    # Whether the target was put on record by this very decision; undoing it removes the row again.
    creates = models.BooleanField(default=False)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="speaker_decisions")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SpeakerDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action="undo", undoes__isnull=False) | (~Q(action="undo") & Q(undoes__isnull=True)),
                name="speaker_decision_undoes_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker_name or 'open'}: {self.get_action_display()} ({self.target_name or 'open'})"

    @property
    def stands(self) -> bool:
        return self.action != self.Action.UNDO and not hasattr(self, "undone_by")


class DecidedMention(models.Model):
    """A mention that an assignment is about and the speaker it has by it, None where it stays open.

    It holds for the mention of the same key in every version of the article. `stays` marks those that were not moved:
    they keep the speaker they had, whom the machine could otherwise no longer tell from the new one.
    """

    decision = models.ForeignKey(SpeakerDecision, models.PROTECT, related_name="mentions")
    mention = models.ForeignKey(Mention, models.PROTECT, related_name="decisions")
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, related_name="+")
    stays = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["decision", "mention"], name="decided_mention_unique")]

    def __str__(self) -> str:
        return f"{self.mention} in decision {self.decision_id}"
