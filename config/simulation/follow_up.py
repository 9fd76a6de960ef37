"""Scans, recurrence, death, loss and withdrawal: alike in every trial."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from casebook.actions import withdrawals
from casebook.models import Withdrawal
from config.simulation.diary import Diary
from followup.actions import assessments, contacts, vital_status
from followup.actions.assessments import Scan
from followup.actions.vital_status import Contact
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.schedule import Visit

INADEQUATE, EQUIVOCAL, MONTH_ONLY = 0.03, 0.18, 0.12
CONFIRMED_AFTER, DECLARED_LOST_AFTER = timedelta(days=38), timedelta(days=75)
WHY_INADEQUATE = ("Arterial phase missed", "Motion artifacts", "No contrast medium given")
Found = Callable[[date], None]


@dataclass
class Imaging:
    """Scans at the visits that ask for them; the first after the recurrence finds it."""

    diary: Diary
    modalities: dict[str, float]
    locations: dict[str, float]
    on_recurrence: Found = lambda _: None
    suspected: date | None = None
    found: date | None = None

    def __post_init__(self) -> None:
        self.diary.attended.append(self.at_visit)

    def at_visit(self, visit: Visit, day: date) -> None:
        if not visit.imaging or self.found or self.suspected:
            return
        recurrence = self.diary.fate.recurrence
        if recurrence is None or day < recurrence:
            self.clear(visit, day)
        elif self.diary.chance_of(visit).apart("scan").happens(EQUIVOCAL):
            self.suspect(day)
        else:
            self.find(day)

    def clear(self, visit: Visit, day: date) -> None:
        chance = self.diary.chance_of(visit).apart("quality")
        adequate = not chance.happens(INADEQUATE)
        why = "" if adequate else chance.one_of(WHY_INADEQUATE)
        self.record(day, finding="none", adequate=adequate, inadequate_reason=why)

    def suspect(self, day: date) -> None:
        self.suspected = day
        self.record(day, finding="equivocal")
        self.diary.expect(day + CONFIRMED_AFTER, self.find)

    def find(self, day: date) -> None:
        self.found = day
        where = self.diary.chart.chance.apart("where").weighed(self.locations)
        self.record(day, finding="recurrence", location=where, first_seen_date=self.suspected)
        self.on_recurrence(day)

    def record(self, day: date, *, adequate: bool = True, **what: object) -> None:
        modality = self.diary.chart.chance.apart("modality").weighed(self.modalities)
        scan = Scan(scan_date=day, modality=modality, adequate=adequate, **what)  # type: ignore[arg-type]
        self.diary.chart.write(assessments.record, day, scan=scan)


def expect_the_end(diary: Diary, *, cause: str) -> None:
    """Whichever of death, loss and withdrawal comes first, if any; the others never happen."""
    fate = diary.fate
    if fate.ended is None:
        return
    if fate.ended == fate.death:
        entered = fate.death + timedelta(days=diary.chart.chance.apart("told").whole(1, 20))
        diary.expect(entered, lambda day: die(diary, cause, day), after_end=True)
    elif fate.ended == fate.withdrawn:
        diary.expect(fate.withdrawn, lambda day: withdraw(diary, day), after_end=True)
    else:
        lost = fate.ended + DECLARED_LOST_AFTER
        diary.expect(lost, lambda day: lose(diary, day), after_end=True)


def die(diary: Diary, cause: str, day: date) -> None:
    died = diary.fate.death
    assert died is not None
    chance = diary.chart.chance.apart("death")
    rough = chance.happens(MONTH_ONLY)
    known = PartialDate(died.year, died.month, None) if rough else PartialDate.of(died)
    if diary.fate.recurrence is None or diary.fate.recurrence > died:
        cause = chance.one_of(("Liver failure after surgery", "Stroke", "Heart failure", "unknown"))
    tell(diary, day, "dead", known, source="family", cause_of_death=cause)


def lose(diary: Diary, day: date) -> None:
    """Whom three calls on three days and the sweep after them did not find."""
    tried = (("telephone", 21), ("telephone", 14), ("message", 7), ("sweep", 0))
    for means, before in tried:
        when = day - timedelta(days=before)
        diary.chart.write(contacts.attempt, when, means=means, attempt_date=when)
    diary.chart.write(contacts.declare_lost, day)


def withdraw(diary: Diary, day: date) -> None:
    diary.chart.write(
        withdrawals.record,
        day,
        scope=str(Withdrawal.Scope.FOLLOW_UP),
        withdrawal_date=day,
        reason=diary.chart.chance.apart("why").one_of(("", "Too many visits", "Moves away")),
    )


def tell(
    diary: Diary,
    day: date,
    vital: str,
    known: PartialDate,
    *,
    source: str,
    cause_of_death: str = "",
) -> None:
    contact = Contact(
        vital_status=vital,
        status_date=known,
        information_source=source,
        cause_of_death=cause_of_death,
    )
    diary.chart.write(vital_status.record, day, contact=contact)


def ring_after_missed_visits(diary: Diary) -> None:
    """Half of those who did not come are heard of by telephone, in that month."""

    def ring(visit: Visit, day: date) -> None:
        if diary.chance_of(visit).apart("telephone").happens(0.5):
            tell(diary, day, "alive", PartialDate(day.year, day.month, None), source="telephone")

    diary.missed.append(ring)
