"""What of the values given for a look ahead cannot be judged, and how to mend it."""

from collections.abc import Iterable, Sized
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from enrollment.domain.near_days import JUDGED_ON
from enrollment.domain.prescreening_forms import BIRTH
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import FINAL_YEAR, FIRST_YEAR
from trials.domain.protocol.protocol import Protocol

MOST_NAMES, MOST_GUESSES, LONGEST_NAME = 1000, 10, 80


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A value that cannot be judged: which, what is wrong with it, how to mend it."""

    name: str
    message: Message
    mend: Message


class UnfitValues(ValueError):
    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.name}: {one.message}" for one in self.faults))


def check_size(given: Sized, on: date) -> None:
    """Before anything is read: the file of somebody else, a day no trial has."""
    if len(given) > MOST_NAMES:
        message = _("There are {n} names, more than any protocol has.", n=len(given))
        raise UnfitValues(
            [Fault(name="facts", message=message, mend=_("Give one person's values."))]
        )
    if not FIRST_YEAR <= on.year <= FINAL_YEAR:
        years = {"first": FIRST_YEAR, "final": FINAL_YEAR}
        message = _("The year {year} is outside {first} to {final}.", year=on.year, **years)
        raise UnfitValues([Fault(name="on", message=message, mend=_("Write it as 2026-03-05."))])


def unknown_name(name: str, protocol: Protocol, *, guess: bool) -> Fault:
    """Guessing takes a while for each name, and a foreign file may have thousands."""
    known = sorted((protocol.names | {BIRTH}) - {JUDGED_ON})
    close = get_close_matches(name[:LONGEST_NAME].lower(), known, n=3) if guess else []
    mend = (
        _("Did you mean {names}?", names=", ".join(close))
        if close
        else _("The protocol page lists the names of all values.")
    )
    if name == JUDGED_ON:
        mend = _("Give that day as “on”, beside the facts.")
    message = _("{trial} knows no value of this name.", trial=protocol.trial.slug)
    return Fault(name=name[:LONGEST_NAME], message=message, mend=mend)
