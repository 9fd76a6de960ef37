"""Records as the lines of the worklist take them."""

from collections.abc import Iterable, Iterator

from casebook.domain.occasions import Occasion, find_form
from casebook.models import Draft
from casebook.selectors.calendar import day_at
from casebook.selectors.forms import occasion_of
from followup.domain.worklist import About, Waiting
from followup.selectors.worklist_rows import Asked, Begun, Rows
from trials.domain.protocol.protocol import Protocol
from trials.models import SiteActivation


def begun_forms(
    begun: Iterable[Begun], protocol: Protocol, place: SiteActivation
) -> Iterator[Waiting]:
    for one in begun:
        at = one.saved_at if isinstance(one, Draft) else one.entered_at
        form = find_form(protocol, one.form_id)
        yield Waiting(
            id=f"{one.form_id} {one.visit} {one.repeat}",
            label=form.label if form else one.form_id,
            since=day_at(place, at),
            occasion=occasion_of(one),
        )


def asked_questions(
    asked: Iterable[Asked], protocol: Protocol, place: SiteActivation
) -> Iterator[Waiting]:
    """Each leads to its question on the form."""
    for one in asked:
        item = protocol.items.get(one.item)
        since = day_at(place, one.since)
        if one.form_id is None:
            about = About(kind=one.other_kind, record=str(one.other_id), field=one.item)
            yield Waiting(id=str(one.pk), label=about, since=since, field=one.item)
            continue
        yield Waiting(
            id=str(one.pk),
            label=item.label if item else one.item,
            since=since,
            occasion=Occasion(form_id=one.form_id, visit=one.visit, repeat=one.repeat),
            field=one.item,
        )


def started(rows: Rows, participant: int) -> set[Occasion]:
    return {occasion_of(one) for one in rows.unfinished.get(participant, ())}
