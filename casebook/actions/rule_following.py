"""Rules of the protocol ask by themselves, and take back what is no longer so."""

from collections.abc import Iterable
from datetime import datetime

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


def follow_rules(participant: Participant, *, by: User | None, at: datetime) -> int:
    """Within the act that changed a fact, or the nightly one; says how many queries it raised."""
    protocol = protocol_for(participant, on=day_at(participant.activation, at))
    standing = list(
        Query.objects.select_for_update(of=("self",))
        .filter(participant=participant, origin=Query.Origin.RULE)
        .exclude(state=QueryState.CLOSED)
        .select_related("activation__site")
    )
    if not protocol.rules and not standing:
        return 0
    broken = list(placed(participant, protocol))
    settle(standing, broken, by=by, at=at)
    asked = {(one.record_id, one.rule) for one in standing}
    new = [one for one in broken if (one[0].pk, one[1].rule.id) not in asked]
    return sum(ask(record, breach, protocol, by=by, at=at) for record, breach in new)


def placed(participant: Participant, protocol: Protocol) -> Iterable[tuple[FormRecord, Breach]]:
    """Each breach with the form it is asked on; one whose form is still empty waits."""
    for breach in breaches(protocol, known_of(participant)):
        form = protocol.form_of(breach.rule.ask)
        rows = FormRecord.objects.filter(participant=participant, form_id=form.id if form else "")
        at_visit = rows.filter(visit=breach.visit) if breach.visit else rows
        record = (at_visit.last() if breach.visit else None) or rows.order_by("pk").last()
        if record is not None:
            yield record, breach


def settle(
    standing: Iterable[Query],
    broken: Iterable[tuple[FormRecord, Breach]],
    *,
    by: User | None,
    at: datetime,
) -> None:
    still = {(record.pk, breach.rule.id) for record, breach in broken}
    for query in standing:
        if (query.record_id, query.rule) not in still:
            move(query, Move.SETTLE, "", by=by, at=at)


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
