from datetime import date
from decimal import Decimal

import pytest

from casebook import moments
from tests.factories import followup
from trials.domain.partial_dates import PartialDate

pytestmark = pytest.mark.django_db


def drawn(row):
    return [
        (one.lane, one.label, str(one.starts), one.tone)
        for one in moments.of(row)
        if one.lane in {"Treatment", "Adverse events", "Scans"}
    ]


def test_events_and_scans_stand_on_the_timeline(inside, participant):
    followup.adverse_event(participant, "Sepsis", 4, seriousness=("life_threatening",))
    followup.adverse_event(participant, "Fatigue", 1, onset=PartialDate(2026, 4))
    followup.scan(participant, date(2026, 5, 4), "recurrence")
    assert drawn(participant) == [
        ("Adverse events", "Sepsis 4", "2026-03", "overdue"),
        ("Adverse events", "Fatigue 1", "2026-04", "due"),
        ("Scans", "New lesion: recurrence", "2026-05-04", "overdue"),
    ]


def test_what_was_given_on_one_day_is_one_session(inside, participant):
    first, second = date(2026, 2, 2), date(2026, 2, 23)
    session = followup.course(participant, first, first, agent="haic")
    oxaliplatin = {"agent": "oxaliplatin", "dose": Decimal(85), "dose_unit": "mg/m2"}
    followup.course(participant, first, first, **oxaliplatin)
    followup.course(participant, second, second, **oxaliplatin)
    # A stretch and what goes on are no single doses.
    followup.course(participant, first, second)
    followup.course(participant, date(2026, 3, 1))
    found = drawn(participant)
    assert [(lane, day, tone) for lane, _label, day, tone in found] == [
        ("Treatment", "2026-02-02", "done"),
        ("Treatment", "2026-02-23", "done"),
    ]
    both, alone = (label for _lane, label, _day, _tone in found)
    assert both == f"Hepatic arterial infusion (catheter procedure); {alone}"
    assert alone.startswith("Oxaliplatin 85 mg/m")
    assert next(iter(moments.of(participant))).href.endswith(f"#course-{session.pk}")


def test_event_lasts_until_its_end(inside, participant):
    followup.adverse_event(participant, end=PartialDate(2026, 4, 2))
    (event,) = moments.of(participant)
    assert (event.first, event.last) == (date(2026, 3, 1), date(2026, 4, 2))


def test_scan_that_proves_nothing_is_drawn_empty(inside, participant):
    followup.scan(participant, date(2026, 5, 4), adequate=False, inadequate_reason="Movement")
    assert drawn(participant)[0][3] == "empty"
