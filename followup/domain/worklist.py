"""What the nurse does next: one list over all participants, the most pressing first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from casebook.domain.occasions import Occasion
from followup.domain.gaps import MissingForm, MissingScan
from followup.domain.seriousness import ReportClock
from followup.domain.slides import MissingSlides
from trials.domain.messages import gettext_noop as _
from trials.domain.visit_plan import PlannedVisit
from trials.domain.windows import VisitState


class Kind(StrEnum):
    """In order of urgency."""

    SAE_CLOCK = "sae_clock"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    CLOSING = "closing"
    RECONSENT = "reconsent"
    UNFINISHED = "unfinished"
    MISSING_FORM = "missing_form"
    MISSING_SCAN = "missing_scan"
    MISSING_SLIDES = "missing_slides"
    OPEN_QUERY = "open_query"
    UNSIGNED = "unsigned"
    FAILED_PREDICTION = "failed_prediction"
    PENDING_PREDICTION = "pending_prediction"


KIND_LABELS: Mapping[Kind, str] = {
    Kind.SAE_CLOCK: _("Serious event to report"),
    Kind.OVERDUE: _("Overdue"),
    Kind.DUE_TODAY: _("Due today"),
    Kind.CLOSING: _("Window closes within 7 days"),
    Kind.RECONSENT: _("New consent to sign"),
    Kind.UNFINISHED: _("Unfinished form"),
    Kind.MISSING_FORM: _("Form not begun"),
    Kind.MISSING_SCAN: _("Scan to record"),
    Kind.MISSING_SLIDES: _("Slides to hand in"),
    Kind.OPEN_QUERY: _("Open query"),
    Kind.UNSIGNED: _("Unsigned"),
    Kind.FAILED_PREDICTION: _("Prediction without result"),
    Kind.PENDING_PREDICTION: _("Prediction pending"),
}

KIND_OF_VISIT: Mapping[VisitState, Kind] = {
    VisitState.OVERDUE: Kind.OVERDUE,
    VisitState.DUE_TODAY: Kind.DUE_TODAY,
    VisitState.CLOSING: Kind.CLOSING,
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """`item` is the visit code or the record's id; `label` is what to call it. `occasion` is set
    where the work is a form.

    `margin` is the time left, negative when it has run out: it orders the tasks of one kind.
    """

    kind: Kind
    participant: str
    site: str
    item: str
    label: object
    due: date | datetime | None = None
    margin: timedelta = timedelta()
    occasion: Occasion | None = None
    field: str = ""

    @property
    def days(self) -> int:
        """Whole days left, or overdue as a negative number."""
        return self.margin.days

    @property
    def hours(self) -> int:
        return self.margin // timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whose task it is: the participant's code and the code of the site."""

    code: str
    site: str


def visit_tasks(person: Person, planned: Iterable[PlannedVisit], *, today: date) -> Iterator[Task]:
    """The visits that press: overdue, due today, or closing soon."""
    for one in planned:
        kind = KIND_OF_VISIT.get(one.state) if one.state else None
        if one.window is not None and kind is not None:
            yield Task(
                kind=kind,
                participant=person.code,
                site=person.site,
                item=one.visit.visit,
                label=one.visit.label,
                due=one.window.due,
                margin=one.window.closes - today,
            )


@dataclass(frozen=True, kw_only=True)
class SeriousEvent:
    id: str
    term: object
    clock: ReportClock


def safety_tasks(
    person: Person, events: Iterable[SeriousEvent], *, now: datetime
) -> Iterator[Task]:
    """Serious events the sponsor has not been told of."""
    for event in events:
        if event.clock.is_running:
            yield Task(
                kind=Kind.SAE_CLOCK,
                participant=person.code,
                site=person.site,
                item=event.id,
                label=event.term,
                due=event.clock.due_at,
                margin=event.clock.left(now),
            )


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Something that waits since a day without a deadline of its own: a signature, a query.
    `field` is the question of the form it is about."""

    id: str
    label: object
    since: date
    occasion: Occasion | None = None
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class About:
    """A field of a record that is no form: the label of what is asked about it."""

    kind: str
    record: str
    field: str


def waiting_tasks(
    person: Person, kind: Kind, waiting: Iterable[Waiting], *, today: date
) -> Iterator[Task]:
    for one in waiting:
        yield Task(
            kind=kind,
            participant=person.code,
            site=person.site,
            item=one.id,
            label=one.label,
            due=one.since,
            margin=one.since - today,
            occasion=one.occasion,
            field=one.field,
        )


def form_gaps(missing: Iterable[MissingForm]) -> Iterator[Waiting]:
    for one in missing:
        place = one.occasion
        yield Waiting(
            id=f"{place.form_id} {place.visit} {place.repeat}",
            label=one.form.label,
            since=one.since,
            occasion=place,
        )


def scan_gaps(missing: Iterable[MissingScan]) -> Iterator[Waiting]:
    for one in missing:
        yield Waiting(id=one.visit.visit, label=one.visit.label, since=one.since)


def slide_gaps(missing: Iterable[MissingSlides]) -> Iterator[Waiting]:
    for one in missing:
        yield Waiting(
            id=one.slides.id,
            label=one.slides.label,
            since=one.since,
            occasion=one.occasion,
            field=one.slides.until,
        )


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """By urgency, then the least time left, then the participant's code."""
    ladder = list(Kind)
    return sorted(
        tasks, key=lambda task: (ladder.index(task.kind), task.margin, task.participant, task.item)
    )


def counts(tasks: Iterable[Task]) -> Mapping[Kind, int]:
    """How many of each kind, zero included, in order of urgency."""
    found = Counter(task.kind for task in tasks)
    return {kind: found[kind] for kind in Kind}
