"""What all records of a participant say together, and that saying it again changes nothing."""

from datetime import date

import pytest

from casebook import sources
from casebook.models import Fact
from casebook.selectors.facts import facts_of
from tests.factories import casebook, followup
from trials.domain.partial_dates import PartialDate

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole_path(inside, participant):
    """Treated, operated on, clear, suspicious, recurred, dead."""
    followup.course(participant, date(2026, 1, 12), date(2026, 2, 2))
    followup.surgery(participant, date(2026, 2, 20))
    casebook.visit_done(participant, "SURG", date(2026, 2, 20))
    followup.scan(participant, date(2026, 3, 20))
    followup.scan(participant, date(2026, 4, 20), "equivocal")
    followup.scan(participant, date(2026, 5, 4), "recurrence", first_seen_date=date(2026, 4, 20))
    followup.adverse_event(participant)
    followup.contact(participant, "alive", "2026-05-06")
    followup.contact(participant, "dead", "2026-05-20")
    return participant


def test_facts_tell_the_whole_path(whole_path):
    facts = facts_of(whole_path)
    said = {name: str(facts[name].value) for name in EXPECTED}
    assert said == EXPECTED


EXPECTED = {
    "first_dose": "2026-01-12",
    "last_dose": "2026-02-02",
    "surgery_date": "2026-02-20",
    "histology": "hcc",
    "last_adequate_imaging": "2026-03-20",
    "recurrence": "2026-04-20",
    "last_contact": "2026-05-20",
    "death": "2026-05-20",
}


def standing(row):
    rows = Fact.objects.filter(participant=row).standing().order_by("pk")
    return [(one.pk, one.name, one.value, one.source_kind, one.source_id) for one in rows]


def test_saying_it_again_changes_nothing(whole_path):
    before = standing(whole_path)
    for owner in sources.owners():
        sources.restate(whole_path, kind=owner.kind)
    assert standing(whole_path) == before


def test_each_clear_scan_stands_by_itself(inside, participant):
    for month in (2, 3, 4):
        followup.scan(participant, date(2026, month, 20))
    found = Fact.objects.filter(name="last_adequate_imaging").standing()
    assert found.count() == 3
    latest = facts_of(participant)["last_adequate_imaging"].value
    assert latest == PartialDate(2026, 4, 20)
