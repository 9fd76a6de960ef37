from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from followup.models.assessments import TumorAssessment
from trials.models import SiteActivation


@tracked
class BlindRead(Guarded):
    """What one reader saw on a scan, knowing neither arm, prediction, outcome nor the other reader.
    It is never changed: it is final when it is saved."""

    class Seat(models.TextChoices):
        READER = "reader", _("Reader")
        ADJUDICATOR = "adjudicator", _("Adjudicator")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    scan = models.ForeignKey(TumorAssessment, on_delete=models.PROTECT, related_name="reads")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=12, choices=Seat)
    # The first, the second and the third who read it: the database seats nobody else.
    place = models.PositiveSmallIntegerField()
    adequate = models.BooleanField()
    inadequate_reason = models.CharField(max_length=200, blank=True)
    finding = models.CharField(max_length=10, choices=TumorAssessment.Finding)
    location = models.CharField(max_length=12, choices=TumorAssessment.Location, blank=True)
    lesions = models.JSONField(default=list, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["scan", "place"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "reader"], name="scan_read_once_by_one"),
            models.UniqueConstraint(fields=["scan", "place"], name="one_read_per_place"),
            models.CheckConstraint(
                condition=Q(seat="reader", place__in=(1, 2)) | Q(seat="adjudicator", place=3),
                name="third_place_adjudicates",
            ),
            models.CheckConstraint(
                condition=Q(adequate=True) | ~Q(inadequate_reason=""),
                name="read_inadequate_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(finding="recurrence") | ~Q(location=""),
                name="read_recurrence_says_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scan_id} {self.seat} {self.place}"

    def as_values(self) -> dict[str, Any]:
        names = "seat adequate inadequate_reason finding location lesions read_at"
        return {name: getattr(self, name) for name in names.split()}
