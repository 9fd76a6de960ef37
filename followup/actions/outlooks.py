"""Keep what lies ahead of each participant, so that the worklist reads lines and not records."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import connection

from audit.acts import Actor, act
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from followup.domain.outlook import stored, wakes_on
from followup.models import Outlook, OutlookMark
from followup.selectors.outlooks import Ahead, is_marked, misread, read_anew
from trials.models import SiteActivation
from trials.selectors.protocols import in_force_at

A_BATCH, MARKS = 500, 10_000
KEPT = ("followed", "consented", "version_id", "lines", "wakes_on")


@act
def refresh(*, by: Actor, at: datetime) -> int:
    """Read anew whoever is marked or was never read, and say how many.

    The marks first, then the records: what is written in between leaves a mark that stays.
    """
    keep_alone()
    unread = Participant.objects.filter(outlook=None).values_list("pk", flat=True)
    pks = {*unread, *misread(in_force_at(days_at(at)))}
    refreshed = keep(sorted(pks), at=at)
    while marks := dict(OutlookMark.objects.values_list("pk", "participant_id")[:MARKS]):
        refreshed += keep(sorted(set(marks.values())), at=at)
        OutlookMark.objects.filter(pk__in=list(marks)).delete()
    return refreshed


@act
def mend(*, pks: Sequence[int], by: Actor, at: datetime) -> list[int]:
    """Those of them that still are not what the records say, though nobody has written since."""
    keep_alone()
    wrong = list(disagreeing(pks, at=at))
    keep(wrong, at=at)
    return wrong


def keep_alone() -> None:
    """Of two that keep at once, the slower would keep what it read before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('followup.outlooks', 0))")


def disagreeing(pks: Sequence[int], *, at: datetime) -> Iterator[int]:
    """Reads only. Nobody means that outlooks and records agree."""
    for some in batches(pks):
        unmarked = Outlook.objects.filter(participant__in=some).exclude(
            participant__in=Participant.objects.filter(is_marked(), pk__in=some)
        )
        kept = {one.participant_id: one for one in unmarked}
        for one in outlooks_of(list(kept), at=at):
            if any(getattr(one, name) != getattr(kept[one.participant_id], name) for name in KEPT):
                yield one.participant_id


def keep(pks: Sequence[int], *, at: datetime) -> int:
    for some in batches(pks):
        Outlook.objects.bulk_create(
            outlooks_of(some, at=at),
            update_conflicts=True,
            unique_fields=["participant"],
            update_fields=["followed", "consented", "version", "lines", "wakes_on"],
        )
    return len(pks)


def outlooks_of(pks: Sequence[int], *, at: datetime) -> list[Outlook]:
    places = SiteActivation.objects.select_related("site", "trial").in_bulk()
    ahead = {one.pk: one for one in read_anew(pks, places, in_force_at(days_at(at)), user=None)}
    people = Participant.objects.filter(pk__in=pks).values_list("pk", "activation_id")
    return [outlook(pk, place, ahead.get(pk)) for pk, place in people.order_by("pk")]


def outlook(pk: int, place: int, ahead: Ahead | None) -> Outlook:
    """None for an archived record that nobody writes about."""
    if ahead is None:
        return Outlook(participant_id=pk, activation_id=place, followed=False, consented=False)
    return Outlook(
        participant_id=pk,
        activation_id=place,
        followed=True,
        consented=ahead.consented,
        version_id=ahead.version_id,
        lines=stored(ahead.lines),
        wakes_on=wakes_on(ahead.lines),
    )


def days_at(at: datetime) -> dict[int, date]:
    places = SiteActivation.objects.select_related("site")
    return {place.pk: day_at(place, at) for place in places}


def batches(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    return (pks[start : start + A_BATCH] for start in range(0, len(pks), A_BATCH))
