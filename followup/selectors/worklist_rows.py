"""What the worklist reads: for thousands of participants in a fixed number of queries, and of each
row only what decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from accounts.models import User
from casebook.domain.fact_values import from_json
from casebook.domain.occasions import Occasion, at_visit
from casebook.domain.queries import QueryState
from casebook.models import (
    Consent,
    Draft,
    Fact,
    FormRecord,
    Participant,
    Query,
    Record,
    Visit,
    Withdrawal,
)
from casebook.selectors.forms import occasion_of
from followup.domain.gaps import forms_behind
from followup.domain.slides import Boxes, facts_behind_slides
from followup.domain.worklist import Waiting
from followup.models import AdverseEvent, TumorAssessment
from followup.selectors.signing import unsigned
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Known
from trials.domain.visit_plan import facts_behind

# Where a participant stands, whatever the schedule asks.
STANDING = ("death", "lost", "recurrence")
Begun = FormRecord | Draft


class Asked(NamedTuple):
    """A query that waits for the site: about a form, or about another kind of record."""

    pk: int
    item: str
    since: datetime
    form_id: str | None
    visit: str
    repeat: int
    other_kind: str
    other_id: int | None


@dataclass(frozen=True, kw_only=True)
class Rows:
    """By participant. `agreed` is the protocol version of the latest consent, `boxes` what was
    ticked on it; `unused` are those who want no new use of data or tissue; `written` are the forms
    somebody has saved, `unfinished` those begun and not complete; `events` the serious ones the
    sponsor was not told of."""

    agreed: Mapping[int, int]
    boxes: Mapping[int, Boxes]
    withdrew: Mapping[int, date]
    unused: Collection[int]
    visits: Mapping[int, Mapping[str, date | None]]
    written: Mapping[int, set[Occasion]]
    unfinished: Mapping[int, list[Begun]]
    scans: Mapping[int, list[date]]
    events: Mapping[int, list[AdverseEvent]]
    queries: Mapping[int, list[Asked]]
    unsigned: Mapping[int, list[Waiting]]


def rows_of(pks: list[int], user: User | None) -> Rows:
    consents = consents_by(pks)
    withdrew = withdrawals_by(pks)
    scans = TumorAssessment.objects.filter(participant_id__in=pks)
    serious = AdverseEvent.objects.filter(
        participant_id__in=pks,
        participant__origin=Participant.Origin.PROSPECTIVE,
        serious=True,
        reported_at=None,
    )
    return Rows(
        agreed={pk: version for pk, (version, _boxes) in consents.items()},
        boxes={pk: boxes for pk, (_version, boxes) in consents.items()},
        withdrew=withdrew[str(Withdrawal.Scope.FOLLOW_UP)],
        unused=withdrew[str(Withdrawal.Scope.NEW_USE)].keys(),
        visits=visits_of(pks),
        written=written_by(pks),
        unfinished=by_participant(unfinished(pks, user)),
        scans=gathered(scans.values_list("participant_id", "scan_date")),
        events=by_participant(
            serious.select_related("protocol_version__trial").defer("protocol_version__source")
        ),
        queries=gathered(open_queries(pks)),
        unsigned=gathered(unsigned(pks)),
    )


def consents_by(pks: list[int]) -> Mapping[int, tuple[int, Boxes]]:
    """Of the latest: to which version, and which boxes were ticked."""
    found = Consent.objects.filter(participant_id__in=pks).order_by("consent_date", "pk")
    rows = found.values_list("participant_id", "protocol_version_id", "basis", "scopes")
    return {
        pk: (version, boxes if basis == Consent.Basis.SIGNED else None)
        for pk, version, basis, boxes in rows
    }


def withdrawals_by(pks: list[int]) -> Mapping[str, Mapping[int, date]]:
    found: dict[str, dict[int, date]] = defaultdict(dict)
    rows = Withdrawal.objects.filter(participant_id__in=pks)
    for scope, pk, day in rows.values_list("scope", "participant_id", "withdrawal_date"):
        found[scope][pk] = day
    return found


def open_queries(pks: list[int]) -> Iterator[tuple[int, Asked]]:
    found = Query.objects.filter(participant_id__in=pks, state=QueryState.OPEN.value)
    record = ("record__form_id", "record__visit", "record__repeat", "other_kind", "other_id")
    for row in found.values_list("participant_id", "pk", "item", "waiting_since", *record):
        yield row[0], Asked(*row[1:])


def visits_of(pks: list[int]) -> Mapping[int, Mapping[str, date | None]]:
    found: dict[int, dict[str, date | None]] = defaultdict(dict)
    rows = Visit.objects.filter(participant_id__in=pks)
    for pk, code, day in rows.values_list("participant_id", "visit", "visit_date"):
        found[pk][code] = day
    return found


def written_by(pks: list[int]) -> Mapping[int, set[Occasion]]:
    rows = FormRecord.objects.filter(participant_id__in=pks).exclude(visit="").order_by()
    found: dict[int, set[Occasion]] = defaultdict(set)
    for pk, form_id, visit in rows.values_list("participant_id", "form_id", "visit"):
        found[pk].add(at_visit(form_id, visit))
    return found


def unfinished(pks: list[int], user: User | None) -> Iterator[Begun]:
    """A draft over an unfinished form is the same piece of work."""
    incomplete = FormRecord.objects.filter(participant_id__in=pks, status=Record.Status.INCOMPLETE)
    found = {(one.participant_id, occasion_of(one)): one for one in incomplete.defer("data")}
    drafts = Draft.objects.filter(participant_id__in=pks if user else [], user=user)
    own: dict[Any, Any] = {
        (one.participant_id, occasion_of(one)): one for one in drafts.defer("fields")
    }
    yield from (own | found).values()


def facts_by(pks: list[int], protocols: Iterable[Protocol]) -> Mapping[int, dict[str, Any]]:
    """Of each participant what places the visits, opens their forms and ends them."""
    names = {*STANDING, *(name for one in protocols for name in names_asked(one))}
    found: dict[int, dict[str, Known | Absent]] = defaultdict(dict)
    for pk, name, known in named(pks, names):
        found[pk][name] = known
    # Of everybody there are many contacts; they matter only where somebody was declared lost.
    lost = [pk for pk, facts in found.items() if "lost" in facts]
    for pk, name, known in named(lost, {"last_contact"}):
        found[pk][name] = known
    return found


def names_asked(protocol: Protocol) -> Collection[str]:
    return facts_behind(protocol) | forms_behind(protocol) | facts_behind_slides(protocol)


def named(pks: list[int], names: Collection[str]) -> Iterator[tuple[int, str, Known | Absent]]:
    """The latest by date last, as `facts_of` orders them."""
    rows = Fact.objects.filter(participant_id__in=pks, occasion="", name__in=names).standing()
    columns = ("participant_id", "name", "value", "missing", "unit")
    for pk, name, value, missing, unit in rows.order_by("date", "pk").values_list(*columns):
        yield pk, name, Absent(missing) if missing else Known(read(value), unit or None)


def read(value: Any) -> Any:
    if isinstance(value, dict) and "date" in value:
        return parsed(value["date"])
    return from_json(value)


@lru_cache(maxsize=16384)
def parsed(text: str) -> PartialDate:
    return PartialDate.parse(text)


def by_participant(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    return gathered((row.participant_id, row) for row in rows)


def gathered(pairs: Iterable[tuple[int, Any]]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for pk, one in pairs:
        found[pk].append(one)
    return found
