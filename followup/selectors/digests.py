"""Who works on the worklist of which trial, and reads mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from trials.domain.rights import Right, grant_of
from trials.domain.roles import Role
from trials.models import Delegation, Trial
from trials.selectors.delegations import reach_of


@dataclass(frozen=True, kw_only=True)
class Reader:
    user: User
    trial: Trial
    activations: tuple[int, ...]


def readers(*, on: date) -> Iterator[Reader]:
    working = [role for role in Role if grant_of(Right.RECORD_CLINICAL_EVENT, role)]
    held = Delegation.objects.filter(
        role__in=working, user__is_active=True, activation__isnull=False
    ).on(on)
    found: dict[tuple[User, Trial], set[int]] = {}
    for one in held.exclude(user__email="").select_related("user", "trial"):
        assert one.activation_id is not None
        found.setdefault((one.user, one.trial), set()).add(one.activation_id)
    for (user, trial), places in found.items():
        reached = set(reach_of(user, on=on).activation_ids)
        yield Reader(user=user, trial=trial, activations=tuple(sorted(places & reached)))
