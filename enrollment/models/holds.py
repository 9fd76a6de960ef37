from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked
from audit.models import Signature
from trials.models import Trial

NOBODY_YET = {"on_delete": models.PROTECT, "related_name": "+", "null": True, "blank": True}


class EnrollmentHoldQuerySet(GuardedQuerySet):
    def standing(self) -> "EnrollmentHoldQuerySet":
        return self.filter(lifted_at=None)


def all_or_none(*names: str, reason: str = "") -> Q:
    """Who, when and what they signed belong together, and no decision is without its reason."""
    none = Q(**dict.fromkeys(names)) & (Q(**{reason: ""}) if reason else Q())
    every = Q(**{f"{name}__isnull": False for name in names})
    return none | (every & ~Q(**{reason: ""}) if reason else every)


@tracked
class EnrollmentHold(Guarded):
    """Nobody is enrolled from the moment the safety board asks for it until the sponsor lifts it.

    It holds at once: the sponsor's confirmation only says that it is to stay.
    """

    class Kind(models.TextChoices):
        PAUSE = "pause", _("Pause")
        STOP = "stop", _("Stop")

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=5, choices=Kind)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **NOBODY_YET)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_reason = models.CharField(max_length=500, blank=True)
    confirmation = models.OneToOneField(Signature, **NOBODY_YET)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **NOBODY_YET)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.CharField(max_length=500, blank=True)
    lifting = models.OneToOneField(Signature, **NOBODY_YET)
    ethics_informed_date = models.DateField(null=True, blank=True)
    ethics_noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **NOBODY_YET)
    ethics_noted_at = models.DateTimeField(null=True, blank=True)

    objects = EnrollmentHoldQuerySet.as_manager()

    class Meta:
        ordering = ["trial", "-placed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=all_or_none(
                    "confirmed_by", "confirmed_at", "confirmation", reason="confirmed_reason"
                ),
                name="hold_confirmed_by_whom_when_and_why",
            ),
            models.CheckConstraint(
                condition=all_or_none("lifted_by", "lifted_at", "lifting", reason="lifted_reason"),
                name="hold_lifted_by_whom_when_and_why",
            ),
            models.CheckConstraint(
                condition=all_or_none("ethics_informed_date", "ethics_noted_by", "ethics_noted_at"),
                name="ethics_informed_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial.slug} {self.kind} {self.placed_at:%Y-%m-%d %H:%M} UTC"
