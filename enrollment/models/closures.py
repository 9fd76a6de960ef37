from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked
from casebook.models import Participant
from trials.models import SiteActivation


class ClosureQuerySet(GuardedQuerySet):
    def standing(self) -> "ClosureQuerySet":
        return self.filter(reopened_at=None)


@tracked
class ScreeningClosure(Guarded):
    """Screening ended without an enrollment, and why; before consent as well as after it.

    `code` is the id of a criterion or one of `enrollment.domain.reasons`. It stands until it is
    reopened, and stays in the log then too.
    """

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="closures")
    code = models.CharField(max_length=30)
    reason_text = models.CharField(max_length=500, blank=True)
    closed_date = models.DateField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField()
    reopened_reason = models.CharField(max_length=500, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reopened_at = models.DateTimeField(null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "closed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(reopened_at=None),
                name="screening_closed_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(code="") & (~Q(code="other") | ~Q(reason_text="")),
                name="closed_screening_says_why",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None, reopened_reason="")
                | Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_reason=""),
                name="reopened_screening_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.code}"
