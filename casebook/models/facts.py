from django.db import models

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked_by_participant
from casebook.models.participants import Participant
from trials.models import SiteActivation


class FactQuerySet(GuardedQuerySet):
    def standing(self) -> "FactQuerySet":
        """Not superseded: what is held true now."""
        return self.filter(superseded_by=None, retracted=False)


@tracked_by_participant
class Fact(Guarded):
    """One named value about a participant, handed down by the record that it comes from.

    `value` is plain JSON, {"decimal": "1.50"} or {"date": "2026-03"}; null with `missing` set
    when it was asked and has no value. A correction supersedes, it never overwrites; a source
    that stops saying it retracts it.
    """

    # One key, (activation, participant), holds a fact to its participant: ADR 21.
    activation = models.ForeignKey(
        SiteActivation,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="facts", db_constraint=False
    )
    name = models.CharField(max_length=60)
    occasion = models.CharField(max_length=30, blank=True, help_text="Visit code; empty: none.")
    value = models.JSONField(null=True)
    missing = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    date = models.CharField(max_length=10, blank=True, help_text="As far as known: 2026-03.")
    source_kind = models.CharField(max_length=40)
    source_id = models.CharField(max_length=40)
    source_hash = models.CharField(max_length=64)
    retracted = models.BooleanField(default=False)
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        db_index=False,
        db_constraint=False,
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "name", "occasion", "source_kind", "source_id"],
                condition=models.Q(superseded_by=None, retracted=False),
                name="fact_stands_once_per_source",
            ),
            # Few facts are corrected: those that stand are in no index of what superseded them.
            models.UniqueConstraint(
                fields=["superseded_by"],
                condition=models.Q(superseded_by__isnull=False),
                name="fact_supersedes_one",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False, missing="")
                | (models.Q(value__isnull=True) & ~models.Q(missing="")),
                name="fact_has_value_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.name}"
