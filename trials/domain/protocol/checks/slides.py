"""Slides: due from a date, until a question of some form is answered."""

from collections.abc import Iterator

from trials.domain.protocol.checks.names import check_date_fact, check_known
from trials.domain.protocol.problems import Fault
from trials.domain.protocol.protocol import Protocol


def check_slides(protocol: Protocol) -> Iterator[Fault]:
    for index, one in enumerate(protocol.slides):
        path = ("slides", index)
        yield from check_date_fact(one.since, protocol, (*path, "since"))
        yield from check_known(one.until, protocol.items, "question", (*path, "until"))
