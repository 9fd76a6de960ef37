"""Visits: anchored on a date, made of known forms, and never two windows open for one day."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise

from trials.domain.day_ranges import add_months
from trials.domain.protocol.checks.names import check_date_fact, check_known
from trials.domain.protocol.problems import Fault
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit

# Any day will do to tell whether two windows meet; months count as in this year.
REFERENCE = date(2025, 1, 1)


def check_schedule(protocol: Protocol) -> Iterator[Fault]:
    forms = {form.id for form in protocol.forms}
    for index, visit in enumerate(protocol.visits):
        path = ("schedule", "visits", index)
        yield from check_date_fact(visit.anchor, protocol, (*path, "anchor"))
        for number, form in enumerate(visit.forms):
            yield from check_known(form, forms, "form", (*path, "forms", number))
    yield from check_overlaps(protocol)


def check_overlaps(protocol: Protocol) -> Iterator[Fault]:
    numbered = sorted(enumerate(protocol.visits), key=lambda pair: (pair[1].anchor, opens(pair[1])))
    for anchor, group in groupby(numbered, key=lambda pair: pair[1].anchor):
        visits = list(group)
        for (_, earlier), (index, later) in pairwise(visits):
            if opens(later) <= closes(earlier):
                line = f"the window of {later.visit} opens before that of {earlier.visit} closes"
                path = ("schedule", "visits", index, "window")
                yield Fault(path, f"{line}, both counted from {anchor}", "windows that lie apart")


def due(visit: Visit) -> date:
    days = (visit.days or 0) + 7 * (visit.weeks or 0)
    return add_months(REFERENCE, visit.months or 0) + timedelta(days=days)


def opens(visit: Visit) -> date:
    return due(visit) + timedelta(days=visit.window[0])


def closes(visit: Visit) -> date:
    return due(visit) + timedelta(days=visit.window[1])
