"""What the database is asked for, and what it leaves out."""

from datetime import date, timedelta

import pytest

from casebook.models import Participant
from followup.domain.outlook import Line, first_day, restored, stored, visit_line, wakes_on
from followup.domain.worklist import Kind
from followup.models import Outlook
from followup.selectors.outlooks import pressing
from tests.factories import followup
from tests.factories.casebook import seeing
from trials.domain.windows import VisitWindow

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 28)
AROUND = [(0, 0), (0, 6), (0, 8), (3, 20), (14, 14), (30, 0)]


def window(ahead: int, before: int, after: int) -> VisitWindow:
    due = TODAY + timedelta(days=ahead)
    return VisitWindow(
        due=due, opens=due - timedelta(days=before), closes=due + timedelta(days=after)
    )


def test_exactly_the_lines_that_can_be_work_today_are_sent(site):
    visits = [visit_line("M03", window(day, *one)) for day in range(-35, 36) for one in AROUND]
    waiting = [
        Line(Kind.UNSIGNED, "sign", ("2031-01-01",), label="3"),
        Line(Kind.SAE_CLOCK, "7", ("2031-01-01T00:00:00+00:00", "86400"), label="Sepsis"),
        Line(Kind.MISSING_FORM, "x", ("2031-01-01",), ("followup_visit", "M03", 1)),
    ]
    lines = [*visits, *waiting]
    row = followup.enrolled_participant(site)
    with seeing(site):
        Outlook.objects.create(
            activation=site,
            participant=row,
            followed=True,
            consented=True,
            lines=stored(lines),
            wakes_on=wakes_on(lines),
        )
        found = Participant.objects.values_list(pressing(TODAY), flat=True).get(pk=row.pk)
    assert restored(found) == [one for one in lines if first_day(one) <= TODAY]
    assert 0 < len(found) < len(lines)
