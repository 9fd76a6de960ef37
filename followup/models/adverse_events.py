from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record


class CtcaeGrade(models.Model):
    """A grade that exists for a term: CTCAE has no grade 5 alopecia, and neither do we."""

    append_only = True

    version = models.CharField(max_length=4)
    term = models.CharField(max_length=120)
    grade = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "term", "grade"], name="ctcae_grade_once")
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.grade}"


@tracked
class AdverseEvent(Record):
    """One untoward event. Grade, seriousness, causality and expectedness are four judgments;
    none is derived from another."""

    class ActionTaken(models.TextChoices):
        NOT_CHANGED = "not_changed", _("Dose not changed")
        REDUCED = "reduced", _("Dose reduced")
        INTERRUPTED = "interrupted", _("Interrupted")
        WITHDRAWN = "withdrawn", _("Stopped for good")
        NOT_APPLICABLE = "not_applicable", _("Not given then")
        UNKNOWN = "unknown", _("Unknown")

    class Outcome(models.TextChoices):
        RECOVERED = "recovered", _("Recovered")
        RECOVERING = "recovering", _("Recovering")
        SEQUELAE = "sequelae", _("Recovered with sequelae")
        ONGOING = "ongoing", _("Not recovered")
        FATAL = "fatal", _("Fatal")
        UNKNOWN = "unknown", _("Unknown")

    ctcae_version = models.CharField(max_length=4, default="5.0")
    term = models.CharField(max_length=120)
    term_text = models.CharField(max_length=300, blank=True, help_text="For “Other, specify”.")
    grade = models.PositiveSmallIntegerField()
    onset = models.CharField(max_length=10, help_text="As far as known: 2026-03.")
    onset_earliest = models.DateField()
    onset_latest = models.DateField()
    end = models.CharField(max_length=10, blank=True)
    end_latest = models.DateField(null=True, blank=True)
    serious = models.BooleanField()
    seriousness = models.JSONField(default=list, help_text="Criteria that apply, of six.")
    causality = models.JSONField(default=dict, help_text="Agent id -> related, not_related.")
    expected = models.BooleanField(null=True, blank=True)
    action_taken = models.JSONField(default=dict, help_text="Agent id -> what was done with it.")
    # The whole course with the grade at onset first; empty where the grade never changed.
    grades = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    narrative = models.TextField(blank=True)
    aware_at = models.DateTimeField(help_text="When the site came to know.")
    serious_aware_at = models.DateTimeField(
        null=True, blank=True, help_text="When it came to know that the event is serious, if later."
    )
    # Ends the 24 hours that begin when the site comes to know of a serious event.
    reported_at = models.DateTimeField(
        null=True, blank=True, help_text="When the sponsor was told of a serious event."
    )

    class Meta:
        ordering = ["participant", "onset_earliest"]
        constraints = [
            models.CheckConstraint(condition=Q(grade__range=(1, 5)), name="ae_grade_1_to_5"),
            models.CheckConstraint(
                condition=Q(end_latest=None) | Q(end_latest__gte=F("onset_earliest")),
                name="ae_ends_after_onset",
            ),
            models.CheckConstraint(
                condition=Q(serious=False, seriousness=[]) | (Q(serious=True) & ~Q(seriousness=[])),
                name="ae_serious_says_why",
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) | Q(reported_at__gte=F("aware_at")),
                name="ae_reported_after_known",
            ),
            models.CheckConstraint(
                condition=Q(serious_aware_at=None)
                | Q(serious=True, serious_aware_at__gte=F("aware_at")),
                name="ae_serious_after_known",
            ),
            models.CheckConstraint(
                condition=Q(serious_aware_at=None)
                | Q(reported_at=None)
                | Q(reported_at__gte=F("serious_aware_at")),
                name="ae_reported_after_serious",
            ),
            # A death shows in three places, each judged by itself, and in all of them or in none.
            models.CheckConstraint(
                condition=Q(grade=5, outcome="fatal", seriousness__contains=["death"])
                | (~Q(grade=5) & ~Q(outcome="fatal") & ~Q(seriousness__contains=["death"])),
                name="ae_death_shows_alike",
            ),
        ]
        indexes = [models.Index(fields=["activation", "participant"], name="ae_by_participant")]

    def __str__(self) -> str:
        return f"{self.participant} {self.term} {self.grade}"

    @property
    def serious_from(self) -> datetime:
        """When the site knew what a clock runs from."""
        return self.serious_aware_at or self.aware_at

    def as_values(self) -> dict[str, Any]:
        names = (
            "ctcae_version term term_text grade grades onset end serious seriousness causality"
            " action_taken expected outcome narrative aware_at serious_aware_at"
            " reported_at"
        )
        return {name: getattr(self, name) for name in names.split()}
