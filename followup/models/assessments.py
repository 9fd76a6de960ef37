from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record


@tracked
class TumorAssessment(Record):
    """A scan and what the investigator read on it. An inadequate scan never means "no event"."""

    class Modality(models.TextChoices):
        CT = "ct", _("Contrast-enhanced CT")
        MRI = "mri", _("Contrast-enhanced MRI")
        OTHER = "other", _("Other")

    class Finding(models.TextChoices):
        NONE = "none", _("No new lesion")
        EQUIVOCAL = "equivocal", _("Equivocal")
        RECURRENCE = "recurrence", _("New lesion: recurrence")

    class Location(models.TextChoices):
        INTRAHEPATIC = "intrahepatic", _("Intrahepatic")
        EXTRAHEPATIC = "extrahepatic", _("Extrahepatic")
        BOTH = "both", _("Both")
        UNKNOWN = "unknown", _("Not known")

    scan_date = models.DateField()
    modality = models.CharField(max_length=6, choices=Modality)
    adequate = models.BooleanField()
    inadequate_reason = models.CharField(max_length=200, blank=True)
    finding = models.CharField(max_length=10, choices=Finding)
    location = models.CharField(max_length=12, choices=Location, blank=True)
    # Equivocal and confirmed later: the event counts from the first scan that showed it.
    first_seen_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["participant", "scan_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "scan_date", "modality"], name="assessment_once_per_scan"
            ),
            models.CheckConstraint(
                condition=Q(adequate=True) | ~Q(inadequate_reason=""),
                name="assessment_inadequate_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(finding="recurrence") | ~Q(location=""),
                name="recurrence_says_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.scan_date}"

    def as_values(self) -> dict[str, Any]:
        names = "scan_date modality adequate inadequate_reason finding location first_seen_date"
        return {name: getattr(self, name) for name in names.split()}
