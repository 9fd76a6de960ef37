"""Rules of the protocol ask by themselves, and take back what is no longer so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import translation

from accounts.models import User
from casebook.actions.query_entries import move, raised
from casebook.actions.query_following import LANGUAGES
from casebook.domain.queries import Move, QueryState
from casebook.domain.rules import Breach, breaches
from casebook.models import FormRecord, Participant, Query
from casebook.selectors.calendar import day_at
from casebook.selectors.protocols import protocol_for
from casebook.selectors.rules import known_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Known
from trials.wording import worded

Placed = tuple[FormRecord, Breach]


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a participant's values make the rules do: queries to settle, breaches to ask about."""

    protocol: Protocol
    settled: Sequence[Query] = ()
    new: Sequence[Placed] = ()

    def __bool__(self) -> bool:
        return bool(self.settled or self.new)


def follow_rules(participant: Participant, *, by: User | None, at: datetime) -> int:
    """Within the act that changed a fact, or the nightly one; says how many queries it raised."""
    due = due_of(participant, standing_of(participant).select_for_update(of=("self",)), at=at)
    for query in due.settled:
        move(query, Move.SETTLE, "", by=by, at=at)
    return sum(ask(record, breach, due.protocol, by=by, at=at) for record, breach in due.new)


def standing_of(participant: Participant) -> QuerySet[Query]:
    """What rules have asked and nobody has closed."""
    asked = Query.objects.filter(participant=participant, origin=Query.Origin.RULE)
    return asked.exclude(state=QueryState.CLOSED).select_related("activation__site")


def due_of(participant: Participant, standing: Iterable[Query], *, at: datetime) -> Due:
    protocol, standing = (
        protocol_for(participant, on=day_at(participant.activation, at)),
        [*standing],
    )
    if not protocol.rules and not standing:
        return Due(protocol=protocol)
    broken = list(placed(participant, protocol))
    still = {(record.pk, breach.rule.id) for record, breach in broken}
    asked = {(one.record_id, one.rule) for one in standing}
    return Due(
        protocol=protocol,
        settled=[one for one in standing if (one.record_id, one.rule) not in still],
        new=[one for one in broken if (one[0].pk, one[1].rule.id) not in asked],
    )


def placed(participant: Participant, protocol: Protocol) -> Iterable[Placed]:
    """Each breach with the form it is asked on; one whose form is still empty waits."""
    for breach in breaches(protocol, known_of(participant)):
        form = protocol.form_of(breach.rule.ask)
        rows = FormRecord.objects.filter(participant=participant, form_id=form.id if form else "")
        at_visit = rows.filter(visit=breach.visit) if breach.visit else rows
        record = (at_visit.last() if breach.visit else None) or rows.order_by("pk").last()
        if record is not None:
            yield record, breach


def ask(
    record: FormRecord, breach: Breach, protocol: Protocol, *, by: User | None, at: datetime
) -> bool:
    """Not again what a reviewer closed over the same values."""
    message = {language: asked(breach, protocol, code) for language, code in LANGUAGES.items()}
    rule = breach.rule
    known = Query.objects.filter(record=record, item=rule.ask, rule=rule.id).order_by("pk").last()
    if known is not None and known.message == message and was_reviewed(known):
        return False
    raised(
        record,
        rule.ask,
        state=QueryState.OPEN,
        origin=Query.Origin.RULE,
        rule=rule.id,
        message=message,
        by=None,
        at=at,
    )
    return True


def was_reviewed(query: Query) -> bool:
    last = query.entries.order_by("pk").last()
    return last is not None and last.said == "close"


def asked(breach: Breach, protocol: Protocol, code: str) -> str:
    """The rule's sentence, and the values it was broken by."""
    with translation.override(code):
        values = (
            f"{worded(protocol.label(name))}: {worded(protocol.word(name, one.value))}"
            for name, one in sorted(breach.used.items())
            if isinstance(one, Known)
        )
        return f"{worded(breach.rule.message)} ({'; '.join(values)})"
