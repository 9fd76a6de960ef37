"""A cut of the first rows of the colon trial, taken by people who may."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from analysis.actions import cuts
from analysis.models import DataCut
from audit.acts import acting
from followup.actions import cohorts
from tests.factories import moertel, people
from trials.domain.roles import Role
from trials.models import SiteActivation


@dataclass(frozen=True, kw_only=True)
class Team:
    """The colon trial at one site with the people around its analysis."""

    activation: SiteActivation
    abstractor: User
    manager: User
    unblinded: User
    board: User

    @contextmanager
    def at_site(self, by: User) -> Iterator[User]:
        with acting(by=by, action="tests.analysis", activations=[self.activation.pk]):
            yield by


def team(rows: int | None = 40) -> Team:
    activation = moertel.activation()
    found = Team(
        activation=activation,
        abstractor=people.delegated(Role.NURSE, activation).user,
        manager=people.delegated(Role.DATA_MANAGER, activation).user,
        unblinded=people.delegated(Role.UNBLINDED_STATISTICIAN, activation).user,
        board=people.delegated(Role.DSMB, activation).user,
    )
    text = None if rows is None else "\n".join(moertel.first_rows(rows)) + "\n"
    with found.at_site(found.abstractor) as by:
        cohorts.import_cohort(places=[activation], file=moertel.file(text), by=by, at=people.NOW)
    return found


def cut(of: Team, name: str = "first") -> DataCut:
    with of.at_site(of.manager) as by:
        return cuts.take(
            trial=of.activation.trial,
            name=name,
            events_to=date(2026, 3, 1),
            by=by,
            at=people.NOW,
        )
