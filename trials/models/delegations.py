from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from knox.models import AbstractAuthToken

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked
from trials.domain.roles import ROLE_LABELS, Role
from trials.models.protocols import Trial
from trials.models.sites import SiteActivation


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class DelegationQuerySet(GuardedQuerySet):
    def on(self, day: date) -> "DelegationQuerySet":
        """Those that hold on this day."""
        return self.filter(from_date__lte=day).filter(Q(to_date=None) | Q(to_date__gte=day))


@tracked
class Delegation(Guarded):
    """A person holds a role in a trial, at one site or at all, from one day to another."""

    row_secured = False

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations"
    )
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="delegations")
    activation = models.ForeignKey(
        SiteActivation, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    role = models.CharField(
        max_length=30, choices=[(role.value, ROLE_LABELS[role]) for role in Role]
    )
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["user", "trial", "from_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")),
                name="delegation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="delegation_known_role"
            ),
            ExclusionConstraint(
                name="delegation_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("trial", RangeOperators.EQUAL),
                    (Coalesce("activation", Value(0)), RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        DateRange("from_date", "to_date", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.activation or self.trial}"


class DelegationToken(AbstractAuthToken):
    """An API token: it can do what one delegation may do, and ends with it."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="tokens")

    class Meta:
        verbose_name = "API token"
