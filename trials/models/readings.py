from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked
from audit.models import Signature
from trials.models.protocols import Trial


class ReadingChangeQuerySet(GuardedQuerySet):
    def waiting(self) -> "ReadingChangeQuerySet":
        return self.filter(approved_at=None, declined_at=None)

    def approved(self) -> "ReadingChangeQuerySet":
        """The first first: the last of an ambiguity is the one that counts."""
        return self.filter(approved_at__isnull=False).order_by("approved_at", "pk")


@tracked
class ReadingChange(Guarded):
    """Another reading of an ambiguity is to count: one person proposes, another approves.

    From the approval on it counts for whoever is not enrolled yet; the file stays as it is.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="reading_changes")
    ambiguity = models.CharField(max_length=60)
    before = models.CharField(max_length=60, help_text="The reading that counted until then.")
    reading = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approval = models.OneToOneField(
        Signature, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.CharField(max_length=500, blank=True)

    objects = ReadingChangeQuerySet.as_manager()

    class Meta:
        ordering = ["trial", "proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "ambiguity"],
                condition=Q(approved_at=None, declined_at=None),
                name="reading_proposed_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(reading=F("before")),
                name="reading_change_says_why_and_changes",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="reading_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None, approval=None)
                | Q(
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    approval__isnull=False,
                    declined_at=None,
                ),
                name="reading_approval_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_by=None, declined_reason="")
                | Q(declined_at__isnull=False, declined_by__isnull=False) & ~Q(declined_reason=""),
                name="reading_declined_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial.slug} {self.ambiguity}: {self.reading}"

    @property
    def is_waiting(self) -> bool:
        return self.approved_at is None and self.declined_at is None
