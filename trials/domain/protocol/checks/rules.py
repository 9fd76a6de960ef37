"""Data-quality rules: each is asked somewhere, under a name a query can hold."""

from collections.abc import Iterator

from trials.domain.protocol.checks.names import check_known
from trials.domain.protocol.problems import Fault
from trials.domain.protocol.protocol import Protocol

LONGEST = 60


def check_rules(protocol: Protocol) -> Iterator[Fault]:
    for index, rule in enumerate(protocol.rules):
        yield from check_known(rule.ask, protocol.items, "question", ("rules", index, "ask"))
        if len(rule.id) > LONGEST:
            line = f"'{rule.id}' is too long"
            yield Fault(("rules", index, "id"), line, f"at most {LONGEST} characters")
