"""Who may reach which site activations today."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from trials.domain.roles import Role
from trials.models import Delegation, SiteActivation, Trial


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The delegations a person holds today, expanded to site activations."""

    delegations: tuple[Delegation, ...]
    activation_ids: tuple[int, ...]

    def roles_in(self, trial: Trial) -> frozenset[Role]:
        return frozenset(Role(d.role) for d in self.delegations if d.trial_id == trial.pk)

    def roles_at(self, activation: SiteActivation) -> frozenset[Role]:
        """Site roles held there, and trial-wide roles of its trial."""
        return frozenset(
            Role(d.role)
            for d in self.delegations
            if d.trial_id == activation.trial_id and d.activation_id in (None, activation.pk)
        )

    def trial_wide_roles_in(self, trial: Trial) -> frozenset[Role]:
        return frozenset(
            Role(d.role)
            for d in self.delegations
            if d.trial_id == trial.pk and d.activation_id is None
        )

    def trials(self) -> list[Trial]:
        return sorted({d.trial for d in self.delegations}, key=lambda trial: trial.slug)


NO_REACH = Reach(delegations=(), activation_ids=())
# A page asks half a dozen times what one person may do on one day.
_read: ContextVar[dict[tuple[int, int | None, date], Reach] | None] = ContextVar(
    "_read", default=None
)


@contextmanager
def reading_reach_once() -> Iterator[None]:
    """Within one request the delegations are those of its beginning."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def reach_of(user: User, *, on: date) -> Reach:
    if not user.is_active:
        return NO_REACH
    read, key = _read.get(), (user.pk, user.acts_through, on)
    if read is None:
        return read_reach(user, on=on)
    if key not in read:
        read[key] = read_reach(user, on=on)
    return read[key]


def read_reach(user: User, *, on: date) -> Reach:
    held = Delegation.objects.filter(user=user).on(on).select_related("trial", "activation__site")
    if user.acts_through is not None:
        held = held.filter(pk=user.acts_through)
    return reach_through(list(held))


def reach_through(delegations: Iterable[Delegation]) -> Reach:
    """A trial-wide role reaches every site of its trial; the system administrator none."""
    held = tuple(delegations)
    sites = {d.activation_id for d in held if d.activation_id}
    whole = {d.trial_id for d in held if not d.activation_id and d.role != Role.SYSADMIN}
    if whole:
        sites |= set(SiteActivation.objects.filter(trial_id__in=whole).values_list("pk", flat=True))
    return Reach(delegations=held, activation_ids=tuple(sorted(sites)))


def log_of(trial: Trial, *, reach: Reach) -> list[Delegation]:
    """The delegation log: all of it for a trial-wide role, else that of one's own sites."""
    log = Delegation.objects.filter(trial=trial).select_related(
        "user", "trial", "activation__site", "activation__trial"
    )
    if not reach.trial_wide_roles_in(trial):
        log = log.filter(activation_id__in=reach.activation_ids)
    return list(log.order_by("user__printed_name", "user_id", "-from_date"))
