from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record


@tracked
class VitalStatus(Record):
    """Alive, dead or lost, as known on a day, with who said so."""

    class Vital(models.TextChoices):
        ALIVE = "alive", _("Alive")
        DEAD = "dead", _("Dead")
        LOST = "lost", _("Lost to follow-up")

    class InformationSource(models.TextChoices):
        VISIT = "visit", _("Seen at a visit")
        TELEPHONE = "telephone", _("Telephone")
        FAMILY = "family", _("Family")
        REGISTRY = "registry", _("Registry")
        RECORDS = "records", _("Hospital records")

    class Recurrence(models.TextChoices):
        NO = "no", _("No")
        YES = "yes", _("Yes")
        UNKNOWN = "unknown", _("Unknown")

    vital_status = models.CharField(max_length=5, choices=Vital)
    status_date = models.CharField(max_length=10, help_text="As far as known: 2026-03.")
    status_earliest = models.DateField()
    information_source = models.CharField(max_length=10, choices=InformationSource)
    cause_of_death = models.CharField(max_length=300, blank=True)
    # As told, which proves nothing: the scan that shows it is recorded by itself.
    recurrence_told = models.CharField(max_length=7, choices=Recurrence, blank=True)

    class Meta:
        ordering = ["participant", "status_earliest", "pk"]
        constraints = [
            # A year alone is no date of death: it is queried, never imputed.
            models.CheckConstraint(
                condition=Q(vital_status="alive") | Q(status_date__regex=r"^\d{4}-\d{2}"),
                name="vital_status_dated_to_the_month",
            ),
            models.CheckConstraint(
                condition=~Q(vital_status="dead") | ~Q(cause_of_death=""),
                name="death_says_its_cause",
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(vital_status="dead"),
                name="participant_dies_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.vital_status} {self.status_date}"

    def as_values(self) -> dict[str, Any]:
        names = "vital_status status_date information_source cause_of_death"
        told = {"recurrence_told": self.recurrence_told} if self.recurrence_told else {}
        return {name: getattr(self, name) for name in names.split()} | told
