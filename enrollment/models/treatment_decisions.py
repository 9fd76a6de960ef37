from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record


@tracked
class TreatmentDecision(Record):
    """Which strategy was chosen for a participant, and, once locked, which was received.

    The choice is the investigator's; what was received is worked out at the landmark from what was
    begun by then. Either `received` or `not_assessable` is set when the record is locked.
    """

    unchangeable = ("status", "locked")
    words = {
        "strategy": _("Strategy chosen"),
        "decided_date": _("Decided on"),
        "decided_by": _("Decided by"),
        "rationale": _("Why this strategy"),
        "landmark_date": _("Landmark"),
        "received": _("Strategy received"),
        "not_assessable": _("Not assessable"),
    }

    strategy = models.CharField(max_length=30)
    decided_date = models.DateField()
    decided_by = models.CharField(max_length=120, help_text="Printed name of who decided.")
    rationale = models.CharField(max_length=500)
    landmark_date = models.DateField(null=True, blank=True)
    received = models.CharField(max_length=30, blank=True)
    not_assessable = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["participant"]
        constraints = [
            models.UniqueConstraint(fields=["participant"], name="treatment_decided_once"),
            models.CheckConstraint(
                condition=~Q(status="locked")
                | Q(landmark_date__isnull=False, not_assessable="") & ~Q(received="")
                | Q(landmark_date__isnull=False, received="") & ~Q(not_assessable=""),
                name="locked_strategy_says_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.strategy}"

    def as_values(self) -> dict[str, Any]:
        names = "strategy decided_date decided_by rationale landmark_date received not_assessable"
        return {name: getattr(self, name) for name in names.split()}
