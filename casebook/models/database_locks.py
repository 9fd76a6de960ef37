from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked
from audit.models import Signature
from trials.models import Trial


class DatabaseLockQuerySet(GuardedQuerySet):
    def standing(self) -> "DatabaseLockQuerySet":
        """Signed by both and not unlocked since: outcomes by arm are open."""
        return self.filter(confirmed_at__isnull=False, released_at=None)

    def released(self) -> "DatabaseLockQuerySet":
        return self.filter(released_at__isnull=False)

    def waiting(self) -> "DatabaseLockQuerySet":
        return self.filter(confirmed_at=None, canceled_at=None)


@tracked
class DatabaseLock(Guarded):
    """The data of a trial are declared final: one person signs it, another confirms it.

    `open_items` is what was still open then, by kind: both have signed that it may stay so. Two
    people unlock it for a reason, and sign that; what had opened by then stays open.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="database_locks")
    reason = models.CharField(max_length=500)
    open_items = models.JSONField(default=dict, help_text="Kind -> how many.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    proposal = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmation = models.OneToOneField(
        Signature, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    canceled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    canceled_at = models.DateTimeField(null=True, blank=True)
    unlock_reason = models.CharField(max_length=500, blank=True)
    unlock_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    unlock_asked_at = models.DateTimeField(null=True, blank=True)
    unlock_request = models.OneToOneField(
        Signature, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    released_at = models.DateTimeField(null=True, blank=True)
    unlock_approval = models.OneToOneField(
        Signature, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = DatabaseLockQuerySet.as_manager()

    class Meta:
        ordering = ["trial", "-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial"],
                condition=Q(canceled_at=None, released_at=None),
                name="database_locked_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="database_lock_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="database_locked_by_two",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None, confirmation=None)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    confirmation__isnull=False,
                    canceled_at=None,
                ),
                name="database_lock_confirmed_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(canceled_by=None, canceled_at=None)
                | Q(canceled_by__isnull=False, canceled_at__isnull=False),
                name="database_lock_canceled_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(
                    unlock_asked_by=None,
                    unlock_asked_at=None,
                    unlock_request=None,
                    unlock_reason="",
                )
                | Q(
                    unlock_asked_by__isnull=False,
                    unlock_asked_at__isnull=False,
                    unlock_request__isnull=False,
                    confirmed_at__isnull=False,
                )
                & ~Q(unlock_reason=""),
                name="database_unlock_is_asked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None, unlock_approval=None)
                | Q(
                    released_by__isnull=False,
                    released_at__isnull=False,
                    unlock_approval__isnull=False,
                    unlock_asked_by__isnull=False,
                )
                & ~Q(released_by=F("unlock_asked_by")),
                name="database_unlocked_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial.slug} {self.proposed_at:%Y-%m-%d %H:%M} UTC"
