"""How many a trial and each arm may take, and how many of these places are taken."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from casebook.models import Participant
from enrollment.models import Allocation, ArmCap, Enrollment, EnrollmentCap
from trials.domain.protocol.arms import Arm
from trials.models import Trial
from trials.selectors.protocols import latest_version, protocol_of

PROSPECTIVE = Participant.Origin.PROSPECTIVE


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A cap as somebody set it."""

    cap: int
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Places:
    """Of one arm, or of the whole trial. Under a cap all sites are counted, else those reached."""

    arm: Arm | None = None
    planned: int | None
    cap: int | None
    taken: int | None
    # The latest first.
    settings: tuple[Setting, ...] = ()

    @property
    def left(self) -> int | None:
        if self.cap is None or self.taken is None:
            return None
        return self.cap - self.taken


def places_in(trial: Trial, *, by_arm: bool) -> list[Places]:
    """The whole trial first. Who may not see the size of an arm sees its cap alone."""
    capped = {row.arm: row for row in ArmCap.objects.filter(trial=trial)}
    protocol = protocol_of(latest_version(trial))
    arms = [places_of(arm, trial, capped.get(arm.id), counted=by_arm) for arm in protocol.arms]
    return [places_of_trial(trial, planned=protocol.trial.target), *arms]


def places_of_trial(trial: Trial, *, planned: int | None) -> Places:
    row = EnrollmentCap.objects.filter(trial=trial).first()
    if row is None:
        return Places(planned=planned, cap=None, taken=enrolled_in(trial))
    return Places(
        planned=planned, cap=row.cap, taken=row.enrolled, settings=tuple(settings_of(row))
    )


def places_of(arm: Arm, trial: Trial, row: ArmCap | None, *, counted: bool) -> Places:
    cap = row.cap if row else None
    settings = tuple(settings_of(row)) if row else ()
    if not counted:
        # A reason may tell how full the arm is.
        settings = tuple(replace(one, reason="") for one in settings)
        return Places(arm=arm, planned=arm.target, cap=cap, taken=None, settings=settings)
    taken = row.allocated if row else allocated_to(arm.id, trial)
    return Places(arm=arm, planned=arm.target, cap=cap, taken=taken, settings=settings)


def settings_of(row: EnrollmentCap | ArmCap) -> Iterator[Setting]:
    """Each place taken is in the row's history too, under the setting of its time."""
    events: Any = row.events  # type: ignore[union-attr]
    setting = ("-set_at", "set_by_id", "cap", "reason")
    found = (
        events.exclude(set_at=None)
        .order_by(*setting)
        .distinct(*(one.strip("-") for one in setting))
    )
    for one in found.select_related("set_by"):
        yield Setting(cap=one.cap, by=one.set_by.printed_name, at=one.set_at, reason=one.reason)


def enrolled_in(trial: Trial) -> int:
    """Archived records take no place: nobody was enrolled."""
    inside = Enrollment.objects.filter(activation__trial=trial)
    return inside.filter(participant__origin=PROSPECTIVE).count()


def allocated_to(arm: str, trial: Trial) -> int:
    inside = Allocation.objects.filter(activation__trial=trial, arm=arm)
    return inside.filter(participant__origin=PROSPECTIVE).count()


def enrolling(trial: Trial) -> str:
    """What a first cap waits for alone, and allocating beside each other: else whoever is on the
    way to an arm meets no cap and is not counted by it."""
    return f"enrollment.cap {trial.pk}"
