"""Where and with whom it plays: one trial, its sites with a nurse and an investigator each."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.signing.identification import identify_by_password
from audit.acts import Refusal
from audit.domain.signing import Proof, Shown, Signing
from casebook.selectors.calendar import day_at
from config.demo.setting import OPENED
from inference.models import PredictorRelease
from trials.domain.protocol.protocol import Protocol
from trials.domain.roles import Role
from trials.models import Delegation, SiteActivation, Trial
from trials.selectors.protocols import protocol_of, version_in_force

# Three years: the longest follow-up any of the trials asks for.
BACK = timedelta(days=1085)
# A story may be moved by some weeks so that a visit falls on today; it still begins after opening.
MARGIN = timedelta(days=110)


class UnableToSimulate(Refusal):
    """Nobody was invented."""


@dataclass(frozen=True, kw_only=True)
class Team:
    activation: SiteActivation
    nurse: User
    doctor: User


@dataclass(frozen=True, kw_only=True)
class Scene:
    """`now` is when it is written down; nothing in it happens later. `password` is the cast's, who
    sign with it."""

    trial: Trial
    protocol: Protocol
    teams: tuple[Team, ...]
    releases: tuple[PredictorRelease, ...]
    seed: int
    participants: int
    now: datetime
    password: str
    # Checking a password is made slow on purpose, and each of the cast types the same one all day.
    proofs: dict[int, Proof] = field(default_factory=dict, compare=False, repr=False)

    @property
    def today(self) -> date:
        return day_at(self.teams[0].activation, self.now)

    @property
    def began(self) -> date:
        return max(OPENED + MARGIN, self.today - BACK)

    def instant(self, day: date, minute: int) -> datetime:
        """That minute of the day by the clock of the sites, and never later than now."""
        zone = ZoneInfo(self.teams[0].activation.site.time_zone)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        return min(midnight + timedelta(minutes=minute), self.now)

    def signing(self, shown: Shown, *, by: User) -> Signing:
        if by.pk not in self.proofs:
            self.proofs[by.pk] = identify_by_password(
                user_id=by.username, password=self.password, by=by
            )
        return Signing(proof=self.proofs[by.pk], shown=shown)


def scene_of(trial: Trial, *, participants: int, seed: int, now: datetime, password: str) -> Scene:
    teams = tuple(teams_of(trial))
    if not teams:
        raise UnableToSimulate(
            f"No site of {trial.slug} has both a nurse and an investigator of the demonstration. "
            "Run manage.py load_demo first."
        )
    version = version_in_force(teams[0].activation, on=day_at(teams[0].activation, now))
    return Scene(
        trial=trial,
        protocol=protocol_of(version),
        teams=teams,
        releases=tuple(PredictorRelease.objects.filter(predictor__trial=trial).order_by("pk")),
        seed=seed,
        participants=participants,
        now=now,
        password=password,
    )


def teams_of(trial: Trial) -> list[Team]:
    held = Delegation.objects.filter(trial=trial, from_date__lte=OPENED).exclude(activation=None)
    by_site: dict[int, dict[str, Delegation]] = {}
    for one in held.select_related("user", "activation__site", "activation__trial").order_by("pk"):
        by_site.setdefault(one.activation_id, {}).setdefault(one.role, one)
    return [
        Team(
            activation=roles[Role.NURSE].activation,
            nurse=roles[Role.NURSE].user,
            doctor=roles[Role.SUB_INVESTIGATOR].user,
        )
        for _, roles in sorted(by_site.items())
        if {Role.NURSE, Role.SUB_INVESTIGATOR} <= roles.keys()
    ]
