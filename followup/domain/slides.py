"""Which tissue slides the site still owes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casebook.domain.occasions import Occasion, at_visit, visits_asking
from trials.domain.condition_nodes import names_in
from trials.domain.conditions import truth_of
from trials.domain.derivations import recorded_for
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.slides import Slides
from trials.domain.truth import Truth
from trials.domain.values import Absent, Facts, Known

# Box of the consent form -> ticked; None where nobody had to sign.
Boxes = Mapping[str, bool] | None


@dataclass(frozen=True, kw_only=True)
class MissingSlides:
    slides: Slides
    occasion: Occasion
    since: date


def missing_slides(
    protocol: Protocol, facts: Facts, *, boxes: Boxes, begun: Collection[Occasion]
) -> Iterator[MissingSlides]:
    """`begun` are forms that wait to be finished: they ask for the answer themselves."""
    for slides in protocol.slides:
        occasion = occasion_of(protocol, slides)
        taken = day_of(facts.get(slides.since))
        if slides.until in facts or occasion in begun or not is_agreed(slides, protocol, boxes):
            continue
        if taken is not None and is_asked(slides, protocol, facts):
            yield MissingSlides(slides=slides, occasion=occasion, since=taken)


def day_of(known: Known | Absent | None) -> date | None:
    """Of a month alone its last day: before it nobody is late."""
    if isinstance(known, Known) and isinstance(known.value, PartialDate):
        return known.value.latest()
    return None


def is_asked(slides: Slides, protocol: Protocol, facts: Facts) -> bool:
    if slides.when is None:
        return True
    return truth_of(slides.when, facts, protocol.chosen_readings) is Truth.TRUE


def is_agreed(slides: Slides, protocol: Protocol, boxes: Boxes) -> bool:
    box = protocol.items[slides.until].needs_consent
    return box is None or boxes is None or bool(boxes.get(box))


def occasion_of(protocol: Protocol, slides: Slides) -> Occasion:
    form = protocol.form_of(slides.until)
    assert form is not None  # the protocol was checked
    visits = visits_asking(protocol, form.id)
    return at_visit(form.id, visits[0].visit) if visits else Occasion(form_id=form.id)


def facts_behind_slides(protocol: Protocol) -> frozenset[str]:
    """The recorded facts that decide which slides are due."""
    asked = {name for one in protocol.slides for name in (one.since, one.until)}
    asked |= {name for one in protocol.slides if one.when for name in names_in(one.when)}
    return frozenset(leaf for name in asked for leaf in recorded_for(name, protocol.facts))
