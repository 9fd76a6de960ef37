from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked
from casebook.domain.data_locks import IN_EFFECT, SCOPE_LABELS, STATE_LABELS, LockState, Scope
from casebook.models.forms import FormRecord
from casebook.models.participants import Participant
from trials.models import SiteActivation


class DataLockQuerySet(GuardedQuerySet):
    def in_effect(self) -> "DataLockQuerySet":
        return self.filter(state__in=[one.value for one in IN_EFFECT])


@tracked
class DataLock(Guarded):
    """Entering data is closed: for one form, a participant, a site, or each site of the trial.

    The database itself refuses what is written under a lock, by whichever way it comes.
    """

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(
        max_length=11, choices=[(one.value, SCOPE_LABELS[one]) for one in Scope]
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="data_locks"
    )
    record = models.ForeignKey(
        FormRecord, on_delete=models.PROTECT, null=True, related_name="data_locks"
    )
    state = models.CharField(
        max_length=12, choices=[(one.value, STATE_LABELS[one]) for one in LockState]
    )
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    locked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)
    unlock_reason = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    objects = DataLockQuerySet.as_manager()

    class Meta:
        ordering = ["-locked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "scope", "participant", "record"],
                condition=~Q(state="released"),
                nulls_distinct=False,
                name="locked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(scope="form", participant__isnull=False, record__isnull=False)
                | Q(scope="participant", participant__isnull=False, record__isnull=True)
                | Q(scope__in=["site", "trial"], participant__isnull=True, record__isnull=True),
                name="lock_names_what_it_closes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["standing", "unlock_asked"], scope="trial")
                | Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("locked_by")),
                name="trial_is_locked_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="unlock_asked")
                | Q(asked_by__isnull=False) & ~Q(unlock_reason=""),
                name="unlock_is_asked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="released")
                | Q(asked_by__isnull=True, settled_by__isnull=False) & ~Q(settled_by=F("locked_by"))
                | Q(asked_by__isnull=False, settled_by__isnull=False)
                & ~Q(settled_by=F("asked_by"))
                & ~Q(unlock_reason=""),
                name="unlock_takes_two",
            ),
        ]
        indexes = [models.Index(fields=["activation", "state"], name="data_lock_in_effect")]

    def __str__(self) -> str:
        return f"{_(SCOPE_LABELS[Scope(self.scope)])}: {self.target}"

    @property
    def target(self) -> str:
        if self.record is not None:
            return str(self.record)
        if self.participant is not None:
            return self.participant.code
        if self.scope == Scope.SITE:
            return self.activation.site.code
        return self.activation.trial.slug

    @property
    def current(self) -> LockState:
        return LockState(self.state)
