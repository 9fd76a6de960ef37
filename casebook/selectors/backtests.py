"""What rules come to over a trial's records: now, and act by act over their history."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from accounts.models import User
from casebook.domain.rule_history import Firings, replayed
from casebook.domain.rules import Tally, tallied
from casebook.models import Backtest, Participant
from casebook.selectors.rule_history import histories_in
from casebook.selectors.rules import known_in
from trials.domain.protocol.loader import load
from trials.domain.protocol.protocol import Protocol
from trials.models import Trial
from trials.selectors.readings import latest_as_read

# Of those who break a rule, as many as a page names.
NAMED = 10
Tell = Callable[[float], None]
T = TypeVar("T")


def protocol_tried(backtest: Backtest) -> Protocol:
    if not backtest.source:
        return latest_as_read(backtest.trial)
    return load(backtest.source, name=f"{backtest.trial.slug}.yaml")


def backtest_of(user: User, trial: Trial, pk: str) -> Backtest | None:
    """One's own, once it is counted; the latest where none is named."""
    rows = Backtest.objects.filter(trial=trial, asked_by=user, counted_at__isnull=False)
    return (rows.filter(pk=int(pk)) if pk.isdecimal() and len(pk) < 10 else rows).first()


def counts_of(
    backtest: Backtest, activation_ids: Iterable[int], *, tell: Tell
) -> dict[str, dict[str, Any]]:
    """By rule, as it is stored; `tell` hears how many percent are done."""
    places = list(activation_ids)
    people = Participant.objects.filter(activation__trial=backtest.trial, activation__in=places)
    pks = dict(people.values_list("code", "pk"))
    protocol = protocol_tried(backtest)
    known = told(known_in(backtest.trial, places), len(pks), lambda part: tell(50 * part))
    found = tallied(protocol, known)
    past = told(histories_in(backtest.trial, places), len(pks), lambda part: tell(50 + 50 * part))
    fired = replayed(protocol, past)
    return {rule.id: stored(found[rule.id], fired[rule.id], pks) for rule in protocol.rules}


def told(rows: Iterable[T], total: int, tell: Tell) -> Iterator[T]:
    for number, row in enumerate(rows):
        tell(min(number / max(total, 1), 1))
        yield row


def stored(tally: Tally, fired: Firings, pks: Mapping[str, int]) -> dict[str, Any]:
    return {
        "broken": tally.broken,
        "held": tally.held,
        "unknown": tally.unknown,
        "people": [pks[code] for code in tally.examples[:NAMED]],
        "fired": fired.fired,
        "settled": fired.settled,
        "by_month": dict(+Counter(fired.by_month)),
    }
