from django.conf import settings
from django.db import models

from audit.guarded import Guarded
from audit.history import tracked
from trials.models import Trial


class Cap(Guarded):
    """Who set it last, when and why; its history has those before."""

    cap = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, default="")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


@tracked
class EnrollmentCap(Cap):
    """How many are enrolled and how many may be. The check holds when forty come at once."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="cap")
    enrolled = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(enrolled__lte=models.F("cap")), name="enrolled_within_cap"
            )
        ]

    def __str__(self) -> str:
        return f"{self.trial} {self.enrolled} of {self.cap}"


@tracked
class ArmCap(Cap):
    """How many are allocated to one arm, all sites together, and how many may be."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="arm_caps")
    arm = models.CharField(max_length=30)
    allocated = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "arm"], name="arm_capped_once"),
            models.CheckConstraint(
                condition=models.Q(allocated__lte=models.F("cap")), name="allocated_within_cap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial} {self.arm} {self.allocated} of {self.cap}"
