"""What hcc-adj makes of answers: contradictions between them, and facts derived from them."""

import pytest

from tests.factories.conditions import day, facts, number
from tests.factories.shipped_protocols import shipped
from trials.domain.conditions import truth_of
from trials.domain.derivations import with_derived
from trials.domain.truth import Truth
from trials.domain.values import Absent, Known

HCC_ADJ = shipped("hcc-adj")

CHECKS = [
    (
        "report_follows_operation",
        {"pathology_report_date": day("2026-03-09"), "surgery_date": day("2026-03-10")},
        Truth.FALSE,
    ),
    (
        "report_follows_operation",
        {"pathology_report_date": day("2026-03-10"), "surgery_date": day("2026-03-10")},
        Truth.TRUE,
    ),
    ("no_tumor_at_a_clear_margin", {"margin": "r0", "margin_width": number("0")}, Truth.FALSE),
    ("no_tumor_at_a_clear_margin", {"margin": "r0", "margin_width": number("0.5")}, Truth.TRUE),
    ("no_tumor_at_a_clear_margin", {"margin": "r1", "margin_width": number("0")}, Truth.TRUE),
    ("satellites_are_tumors", {"satellite_nodules": True, "histology": "benign"}, Truth.FALSE),
    ("satellites_are_tumors", {"satellite_nodules": True, "histology": "hcc"}, Truth.TRUE),
    (
        "imaging_precedes_operation",
        {"imaging_date": day("2026-03-11"), "surgery_date": day("2026-03-10")},
        Truth.FALSE,
    ),
    ("virus_in_the_cause", {"hbsag": "positive", "etiology": ("alcohol",)}, Truth.FALSE),
    ("virus_in_the_cause", {"hbsag": "positive", "etiology": ("alcohol", "hbv")}, Truth.TRUE),
    ("very_early_single", {"bclc_stage": "0", "tumor_count": 2}, Truth.FALSE),
    (
        "early_without_spread",
        {"bclc_stage": "A", "vascular_invasion": True, "extrahepatic_spread": False},
        Truth.FALSE,
    ),
    (
        "decision_follows_operation",
        {"adjuvant_decided_on": day("2026-03-01"), "surgery_date": day("2026-03-10")},
        Truth.FALSE,
    ),
]


@pytest.mark.parametrize(("name", "answers", "truth"), CHECKS)
def test_answers_that_contradict_each_other_are_noticed(name, answers, truth):
    (check,) = [one for form in HCC_ADJ.forms for one in form.checks if one.id == name]
    assert truth_of(check.expect, facts(**answers)) is truth


def test_every_check_has_an_example_that_it_stops():
    stopped = {name for name, _, truth in CHECKS if truth is Truth.FALSE}
    assert stopped == {check.id for form in HCC_ADJ.forms for check in form.checks}


class TestDerivedFacts:
    LIVER = {
        "bilirubin": Known(number("12"), "umol/L"),
        "albumin": Known(number("40"), "g/L"),
        "inr": number("1.0"),
        "ascites": "none",
        "encephalopathy": "none",
    }
    TUMOR = {
        "tumor_count": 1,
        "largest_tumor": Known(number("18"), "mm"),
        "vascular_invasion": False,
        "extrahepatic_spread": False,
    }

    def derived(self, **values):
        return with_derived(HCC_ADJ.facts, facts(**values))

    def test_liver_function_before_the_operation(self):
        known = self.derived(**self.LIVER)
        assert known["child_pugh_score"].value == 5
        assert known["child_pugh_class"].value == "A"
        assert known["albi_grade"].value == 1

    @pytest.mark.parametrize(("ecog", "stage"), [(0, "0"), (1, "C")])
    def test_stage_by_the_letter(self, ecog, stage):
        known = self.derived(**self.LIVER, **self.TUMOR, ecog=ecog)
        assert known["bclc_computed"].value == stage

    @pytest.mark.parametrize(
        ("name", "start", "end", "days"),
        [
            ("imaging_to_surgery", "imaging_date", "surgery_date", 9),
            ("surgery_to_enrollment", "surgery_date", "enrolled", 9),
            ("surgery_to_tace", "surgery_date", "first_tace", 9),
            ("surgery_to_systemic", "surgery_date", "first_systemic", 9),
        ],
    )
    def test_intervals_in_days(self, name, start, end, days):
        known = self.derived(**{start: day("2026-03-01"), end: day("2026-03-10")})
        assert (known[name].value, known[name].unit) == (days, "d")

    def test_no_interval_is_guessed_from_a_month(self):
        known = self.derived(imaging_date=day("2026-03"), surgery_date=day("2026-03-10"))
        assert isinstance(known["imaging_to_surgery"], Absent)
