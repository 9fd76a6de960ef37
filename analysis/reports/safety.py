"""The safety tables of a report. Deaths and serious events are complete in every one of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from analysis.domain.blocks import Block
from analysis.domain.curve_blocks import curve_blocks
from analysis.domain.ninety_days import ninety_day_panel
from analysis.domain.safety import Arm, Events, worst_grade_by_term
from analysis.domain.safety_listings import People, deaths, serious_events
from analysis.domain.safety_overview import causes_table, complete_table, overview_table
from analysis.domain.tables import Table
from analysis.domain.time_to_severe import severe_curves
from analysis.models import DataCut
from analysis.selectors.cut_conduct import source_of
from trials.domain.messages import message as _


def safety_blocks(
    events: Events,
    listed: People,
    *,
    full: Sequence[Arm],
    arms: Sequence[Arm],
    given: Sequence[Arm],
    cut: date,
) -> Iterator[Table]:
    """`full` and `arms` split the full and the safety set; `listed` is everybody watched over.
    What an agent did is split by `given`: pooled where arms have letters."""
    yield complete_table(events, listed, [(_("Full set"), full), (_("Safety set"), arms)])
    yield overview_table(events, arms, related=given == arms)
    yield worst_grade_by_term(events, given)
    yield serious_events(events, listed)
    yield deaths(listed)
    yield causes_table(listed, full, stated=given == arms)
    yield ninety_day_panel(listed, arms, cut=cut)


def severe_blocks(
    events: Events, listed: People, arms: Sequence[Arm], begun: Mapping[int, date], cut: DataCut
) -> Iterator[Block]:
    curves = severe_curves(events, listed, arms, begun, cut=cut.events_to, source=source_of(cut))
    yield from curve_blocks(curves)
