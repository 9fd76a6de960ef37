"""The safety tables of a report. Deaths and serious events are complete in every one of them."""

from collections.abc import Iterator, Sequence
from datetime import date

from analysis.domain.ninety_days import ninety_day_panel
from analysis.domain.safety import Arm, Events, worst_grade_by_term
from analysis.domain.safety_listings import People, deaths, serious_events
from analysis.domain.safety_overview import causes_table, complete_table, overview_table
from analysis.domain.tables import Table
from trials.domain.messages import message as _


def safety_blocks(
    events: Events, listed: People, *, full: Sequence[Arm], arms: Sequence[Arm], cut: date
) -> Iterator[Table]:
    """`full` and `arms` split the full and the safety set; `listed` is everybody watched over."""
    yield complete_table(events, listed, [(_("Full set"), full), (_("Safety set"), arms)])
    yield overview_table(events, arms)
    yield worst_grade_by_term(events, arms)
    yield serious_events(events, listed)
    yield deaths(listed)
    yield causes_table(listed, full)
    yield ninety_day_panel(listed, arms, cut=cut)
