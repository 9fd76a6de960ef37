"""What a visit that took place still lacks: a form nobody has begun, the scan it is made for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casebook.domain.grid import is_asked
from casebook.domain.occasions import Occasion, at_visit
from trials.domain.condition_nodes import names_in
from trials.domain.derivations import recorded_for
from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit
from trials.domain.values import Facts, Known
from trials.domain.visit_plan import window_by_anchor

# By visit code the day it took place; None where it was declared not done.
Done = Mapping[str, date | None]


@dataclass(frozen=True, kw_only=True)
class MissingForm:
    form: Form
    occasion: Occasion
    since: date


@dataclass(frozen=True, kw_only=True)
class MissingScan:
    visit: Visit
    since: date


def missing_forms(
    protocol: Protocol, facts: Facts, *, done: Done, begun: Collection[Occasion]
) -> Iterator[MissingForm]:
    """Whether a form is asked at all is read last: of most visits nothing is missing."""
    for visit in protocol.visits:
        day = done.get(visit.visit)
        for form_id in visit.forms if day else ():
            occasion = at_visit(form_id, visit.visit)
            if occasion in begun:
                continue
            form = protocol.form(form_id)
            if day is not None and is_asked(form, protocol, facts):
                yield MissingForm(form=form, occasion=occasion, since=day)


def missing_scans(
    protocol: Protocol, facts: Facts, *, done: Done, scans: Collection[date]
) -> Iterator[MissingScan]:
    """Until a recurrence: afterwards no scan keeps recurrence-free time running. A scan counts
    from the first day of the visit's window, or of the visit, to the last."""
    if isinstance(facts.get("recurrence"), Known):
        return
    for visit in protocol.visits:
        day = done.get(visit.visit) if visit.imaging else None
        if day is None:
            continue
        window = window_by_anchor(visit, facts)
        opens, closes = (window.opens, window.closes) if window else (day, day)
        if not any(min(opens, day) <= scan <= max(closes, day) for scan in scans):
            yield MissingScan(visit=visit, since=day)


def forms_behind(protocol: Protocol) -> frozenset[str]:
    """The recorded facts that decide whether a form is asked."""
    conditions = [form.shown_when for form in protocol.forms if form.shown_when is not None]
    asked = {name for condition in conditions for name in names_in(condition)}
    return frozenset(leaf for name in asked for leaf in recorded_for(name, protocol.facts))
