from datetime import date

import pytest

from casebook.domain.occasions import Occasion
from followup.domain.gaps import missing_forms, missing_scans
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

HCC_NEO = shipped("hcc-neo")
SEEN = date(2026, 7, 8)
SURGERY = {"surgery_date": Known(PartialDate(2026, 1, 10))}


def at(form_id, visit):
    return Occasion(form_id=form_id, visit=visit)


def forms(done, begun=(), **facts):
    found = missing_forms(HCC_NEO, facts, done=done, begun=set(begun))
    return [(one.occasion.form_id, one.occasion.visit, one.since) for one in found]


def test_each_form_of_a_visit_that_took_place_is_missing_until_somebody_begins_it():
    done = {"SCR": SEEN}
    names = ("screening_clinical", "screening_laboratory", "screening_mri")
    assert forms(done) == [(name, "SCR", SEEN) for name in names]
    begun = [at("screening_laboratory", "SCR")]
    assert [name for name, *_ in forms(done, begun)] == ["screening_clinical", "screening_mri"]


def test_the_same_form_at_another_visit_fills_no_gap():
    begun = [at("followup_visit", "M03")]
    assert forms({"M03": SEEN, "M06": SEEN}, begun) == [("followup_visit", "M06", SEEN)]


def test_a_visit_declared_not_done_or_not_recorded_lacks_nothing():
    assert forms({"M06": None}) == []
    assert forms({}) == []


@pytest.mark.parametrize(
    ("arm", "missing"),
    [("neoadjuvant", [("cycle_check", "C1", SEEN)]), ("surgery_alone", [])],
)
def test_a_form_that_is_not_asked_is_not_missing(arm, missing):
    assert forms({"C1": SEEN}, arm=Known(arm)) == missing


def scans(*days, done=None, **facts):
    found = missing_scans(
        HCC_NEO,
        {**SURGERY, **facts},
        done={"M06": SEEN} if done is None else done,
        scans=[date.fromisoformat(day) for day in days],
    )
    return [(one.visit.visit, one.since) for one in found]


@pytest.mark.parametrize(
    ("scan", "is_missing"),
    [
        ("2026-06-25", True),
        ("2026-06-26", False),
        ("2026-07-08", False),
        ("2026-07-24", False),
        ("2026-07-25", True),
    ],
)
def test_a_scan_in_the_window_of_the_visit_is_its_scan(scan, is_missing):
    assert scans(scan) == ([("M06", SEEN)] if is_missing else [])


def test_a_late_visit_takes_a_scan_up_to_its_own_day():
    late = date(2026, 8, 20)
    assert scans("2026-08-20", done={"M06": late}) == []
    assert scans("2026-08-21", done={"M06": late}) == [("M06", late)]


def test_without_an_anchor_the_scan_is_of_the_day_of_the_visit():
    def found(day):
        return list(missing_scans(HCC_NEO, {}, done={"M06": SEEN}, scans=[day]))

    assert found(SEEN) == []
    assert [one.visit.visit for one in found(date(2026, 7, 9))] == ["M06"]


def test_no_scan_is_awaited_of_other_visits_or_after_a_recurrence():
    assert scans(done={"POD30": SEEN, "M06": None}) == []
    assert scans(recurrence=Known(PartialDate(2026, 5, 4))) == []
