"""What must be tried before anybody is lost: attempts, each on another day, then a sweep.

Somebody who answers stands on the ground again: only what was tried after the last contact counts.
A loss is dated to that last contact, when the participant was last known to be alive.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trials.domain.messages import Message
from trials.domain.messages import gettext_noop as noop
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.trial import ContactLadder


class Means(StrEnum):
    """The sweep asks whoever else may know: the registry, the hospital's records, the family."""

    TELEPHONE = "telephone"
    MESSAGE = "message"
    LETTER = "letter"
    HOME = "home"
    SWEEP = "sweep"


MEANS_LABELS = {
    Means.TELEPHONE: noop("Telephone"),
    Means.MESSAGE: noop("Message"),
    Means.LETTER: noop("Letter"),
    Means.HOME: noop("Visit at home"),
    Means.SWEEP: noop("Vital-status sweep: registry, hospital records, family"),
}


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Nobody was reached that day, and how it was tried."""

    day: date
    means: str


@dataclass(frozen=True, kw_only=True)
class Climb:
    """How far up the ladder, since `contact`: when last known alive, as far as known."""

    contact: PartialDate
    counted: int
    needed: int
    swept: bool

    @property
    def may_be_lost(self) -> bool:
        return self.counted >= self.needed and self.swept

    @property
    def next_step(self) -> Message:
        if self.counted < self.needed:
            return _(
                "Attempt {next} of {needed} comes next, on another day.",
                next=self.counted + 1,
                needed=self.needed,
            )
        if not self.swept:
            return _("The vital-status sweep comes next.")
        return _("Everything was tried: lost to follow-up since {day}.", day=self.contact)


def climbed(ladder: ContactLadder, attempts: Iterable[Attempt], *, contact: PartialDate) -> Climb:
    """A sweep counts once the attempts before it are complete."""
    since = sorted((one for one in attempts if one.day > contact.latest()), key=lambda one: one.day)
    calls = [one.day for one in since if one.means != Means.SWEEP]
    rungs = sorted(set(calls)) if ladder.on_distinct_days else calls
    sweeps = [one.day for one in since if one.means == Means.SWEEP]
    complete = rungs[ladder.attempts - 1] if len(rungs) >= ladder.attempts else None
    swept = complete is not None and any(day >= complete for day in sweeps)
    return Climb(
        contact=contact,
        counted=min(len(rungs), ladder.attempts),
        needed=ladder.attempts,
        swept=swept or not ladder.vital_status_sweep,
    )
