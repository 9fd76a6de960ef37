"""Where the investigator and the readers differ about recurrence, in participants."""

from collections.abc import Mapping

from analysis.domain.arms.asked import Asked
from analysis.domain.endpoints import spec_of
from analysis.domain.plan import Participant
from analysis.domain.recurrence_sources import (
    CLEAR,
    OTHERS,
    RECURRENCE,
    is_told_otherwise,
    rests_on_reading,
)
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.trial import RecurrenceSource
from trials.domain.values import day_of

SAME, ANOTHER, NONE, UNREAD = "same_day", "another_day", "none", "unread"
SITE: Mapping[str, Label] = {
    RECURRENCE: _("Investigator: recurrence"),
    NONE: _("Investigator: no recurrence"),
}
READERS: Mapping[str, Label] = {
    SAME: _("Recurrence, same day"),
    ANOTHER: _("Recurrence, another day"),
    NONE: _("No recurrence"),
    UNREAD: _("No scan with a verdict"),
}


def discordance_table(asked: Asked) -> Table | None:
    """None where no scan was read, or where the endpoint does not rest on scans."""
    central = asked.protocol.recurrence_source is RecurrenceSource.CENTRAL
    was_read = any(is_told_otherwise(one.facts) for one in asked.people)
    if not rests_on_reading(spec_of(asked.endpoint)) or not (central or was_read):
        return None
    placed = {one.id: place_of(one, asked, central=central) for one in asked.people}
    return Table(
        key=f"{asked.key}_discordance",
        title=_("Recurrence: the investigator and the readers"),
        stub=_("Participants"),
        columns=tuple(
            Column(key=key, label=label, group=_("Central verdict"))
            for key, label in READERS.items()
        ),
        rows=tuple(row_of(key, label, placed) for key, label in SITE.items()),
        footnotes=(_("An unread scan never means that there was no event."),),
    )


def row_of(site: str, label: Label, placed: Mapping[int, tuple[str, str]]) -> Row:
    mine = {who: readers for who, (said, readers) in placed.items() if said == site}
    return Row(
        key=site,
        label=label,
        cells=tuple(
            Cell.count((who for who, said in mine.items() if said == key), of=len(mine))
            for key in READERS
        ),
    )


def place_of(one: Participant, asked: Asked, *, central: bool) -> tuple[str, str]:
    """What the site said, and what the readers said."""
    own, other = said_by(one, RECURRENCE, asked), said_by(one, OTHERS[RECURRENCE], asked)
    site, readers = (other, own) if central else (own, other)
    clear = CLEAR if central else OTHERS[CLEAR]
    if readers is None:
        return (RECURRENCE if site else NONE), (NONE if clear in one.facts else UNREAD)
    if site is None:
        return NONE, ANOTHER
    return RECURRENCE, (SAME if site == readers else ANOTHER)


def said_by(one: Participant, name: str, asked: Asked) -> PartialDate | None:
    """Not what is dated after the cut."""
    found = day_of(one.facts, name)
    return found if found and found.earliest() <= asked.cut else None
