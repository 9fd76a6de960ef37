"""What a scan taken in means for eligibility: I7a to I7f of hcc-neo, and never I7g."""

from datetime import date

import pytest

from casebook.selectors.facts import facts_of
from enrollment.domain.findings import Finding
from enrollment.selectors.assessments import assessment_of
from tests.factories.casebook import saved_form, seeing
from tests.factories.imaging import liver_files, scanned, sent

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 8)
ATOMS = ("I7a", "I7b", "I7c", "I7d", "I7e", "I7f", "I7g")


def findings(row, on=ON):
    with seeing(row.activation):
        assessment = assessment_of(row, on=on)
    return {atom: assessment.atom(atom).finding for atom in ATOMS}


def test_without_a_scan_nothing_can_be_told(consented):
    assert set(findings(consented).values()) == {Finding.UNKNOWN}


def test_a_whole_scan_meets_all_but_the_judgment_of_a_person(consented):
    scanned(consented)
    found = findings(consented)
    assert found.pop("I7g") is Finding.UNKNOWN
    assert set(found.values()) == {Finding.MET}


def test_a_scan_that_lacks_a_phase_leaves_it_open(consented):
    for phase in ("non_contrast", "arterial", "portal_venous"):
        sent(consented, liver_files(consented, only=phase))
    assert set(findings(consented).values()) == {Finding.UNKNOWN}


@pytest.mark.parametrize(
    ("on", "finding"),
    [(date(2026, 2, 4), Finding.MET), (date(2026, 2, 5), Finding.NOT_MET)],
)
def test_it_ages_by_the_day_in_its_headers(consented, on, finding):
    scanned(consented)
    assert findings(consented, on=on)["I7f"] is finding


def test_the_scan_itself_outweighs_what_was_typed_of_an_earlier_day(consented):
    typed = {"mri_date": "2026-01-03", "mri_phases": ("arterial",), "mri_quality": ("acceptable",)}
    saved_form(
        consented, "screening_mri", {**typed, "mri_quality_judged_by": "Dr Qin"}, visit="SCR",
        complete=False,
    )  # fmt: skip
    scanned(consented)
    with seeing(consented.activation):
        assert facts_of(consented)["mri_date"].source.kind == "series"
