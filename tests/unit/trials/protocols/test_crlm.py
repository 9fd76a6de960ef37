"""The crlm file holds everything its source and its review ask for."""

import pytest

from tests.factories.shipped_protocols import knowable_at, shipped
from trials.domain.condition_nodes import readings_in
from trials.domain.protocol.arms import Allocation
from trials.domain.protocol.criteria import KnowableAt
from trials.domain.protocol.disclosure import Moment
from trials.domain.protocol.endpoints import Standing
from trials.domain.protocol.forms import EditCheck, Phase, Severity
from trials.domain.protocol.trial import ConsentBasis, Direction, StudyType

CRLM = shipped("crlm")

CHOSEN = {
    "horizon": "months_36",
    "synchronous": "after_surgery",
    "stage_kind": "pathological",
    "eligibility_elsewhere": "marked_incomplete",
    "recurrence_source": "investigator",
    "equivocal_scan": "censored",
    "observational_adverse_events": "related_serious_required",
}

READINGS = {
    "horizon": {"months_12", "months_24", "months_36", "months_60"},
    "synchronous": {"after_surgery", "after_3_months", "after_6_months"},
    "stage_kind": {"pathological", "clinical"},
    "recurrence_source": {"investigator", "central"},
    "equivocal_scan": {"censored", "event"},
}


class TestTrial:
    def test_everything_has_already_happened(self):
        trial = CRLM.trial
        assert (trial.study_type, trial.direction) == (
            StudyType.OBSERVATIONAL,
            Direction.RETROSPECTIVE,
        )
        assert CRLM.consent.basis is ConsentBasis.WAIVER
        assert CRLM.schedule is None
        assert (CRLM.allocation, CRLM.arms) == (Allocation.NONE, ())

    def test_registry_facts(self):
        trial = CRLM.trial
        assert (trial.registry, trial.target, trial.ctcae) == ("NCT07399236", 1500, None)
        facts = {fact.id: fact.value.en for fact in trial.registry_facts}
        assert facts["start"] == "2015-01-01"
        assert facts["primary_completion"] == facts["completion"] == "2026-01-30"
        assert facts["last_updated"] == "2026-02-10"
        assert facts["status"] == "Recruiting"
        assert all(fact.printed for fact in trial.registry_facts)

    def test_the_criteria_are_known_to_be_incomplete(self):
        assert CRLM.trial.eligibility_complete is False


class TestCriteria:
    def test_the_atoms_the_text_prints(self):
        assert [criterion.id for criterion in CRLM.criteria] == ["I1a", "I1b", "I2a", "I2b", "I2c"]
        assert len(knowable_at(CRLM, KnowableAt.SCREENING)) == 5
        assert all(criterion.printed for criterion in CRLM.criteria)

    def test_one_form_settles_them_all(self):
        (form,) = CRLM.forms_in(Phase.SCREENING)
        asked = {item.id for item in form.items}
        assert {"age_at_surgery", "diagnosis", "pt", "pn", "m_category", "ct", "cn"} <= asked
        assert "curative_resection" in asked

    def test_the_stage_is_offered_in_both_readings(self):
        (node,) = readings_in(CRLM.criterion("I2b").when)
        assert set(node.alternatives) == {"pathological", "clinical"}


class TestForms:
    @pytest.mark.parametrize(
        "name",
        [
            *("cea", "cea_date", "ct_scan_date", "ct_quality", "slide_scanned_date"),
            *("slide_quality", "pathology_report_date", "liver_metastasis", "last_liver_imaging"),
            *("liver_metastasis_modality", "neoadjuvant_treatment", "adjuvant_chemotherapy"),
            "model_split",
        ],
    )
    def test_every_input_and_outcome_has_its_question(self, name):
        assert name in CRLM.items

    def test_cea_keeps_its_unit(self):
        assert CRLM.items["cea"].units == ("ng/mL", "ug/L")

    @pytest.mark.parametrize(
        ("form", "check"),
        [
            ("preoperative_ct", "scan_before_surgery"),
            ("preoperative_laboratory", "blood_before_surgery"),
        ],
    )
    def test_what_came_after_the_resection_is_no_input(self, form, check):
        found: EditCheck = next(one for one in CRLM.form(form).checks if one.id == check)
        assert found.severity is Severity.IMPOSSIBLE

    def test_everything_else_is_abstracted_without_a_visit(self):
        assert {form.phase for form in CRLM.forms} == {
            *(Phase.SCREENING, Phase.BASELINE, Phase.EVENT),
        }


class TestEndpoints:
    def test_metachronous_liver_metastasis(self):
        spec = CRLM.endpoint("metachronous")
        assert (spec.origin, spec.events) == ("surgery_date", ("liver_metastasis",))
        assert (spec.competing, spec.censor_at) == (("death",), "last_liver_imaging")
        assert (spec.horizon_months, spec.role) == (36, Standing.PRIMARY)
        assert spec.printed

    def test_it_is_computed_at_every_horizon(self):
        others = CRLM.endpoint("metachronous").sensitivity
        horizons = [one.horizon_months for one in others if one.reading == "horizon"]
        assert sorted([36, *horizons]) == [12, 24, 36, 60]

    def test_recurrence_elsewhere_competes_in_the_sensitivity_only(self):
        spec = CRLM.endpoint("metachronous")
        wider = next(one for one in spec.sensitivity if one.id == "metachronous_other_site")
        assert wider.competing == ("death", "other_recurrence")

    @pytest.mark.parametrize("endpoint", ["metastasis_label", "os"])
    def test_what_is_not_printed_says_so(self, endpoint):
        spec = CRLM.endpoint(endpoint)
        assert spec.printed is False
        assert spec.definition.en.startswith("Not printed in the source")
        assert spec.definition.zh.startswith("来源文本未给出")

    def test_the_label_is_asked_at_every_horizon(self):
        spec = CRLM.endpoint("metastasis_label")
        for condition in (spec.among, spec.when):
            (node,) = readings_in(condition)
            assert set(node.alternatives) == READINGS["horizon"]

    def test_development_and_validation_are_told_apart(self):
        assert {"development", "validation"} <= set(CRLM.endpoint("metastasis_label").sets)
        assert set(CRLM.items["model_split"].codes) == {
            *("development", "internal_validation", "external_validation"),
        }


class TestRegister:
    def test_all_10_points_of_the_review_are_answered(self):
        numbers = {number for one in CRLM.ambiguities for number in one.numbers}
        assert numbers == set(range(1, 11))

    def test_the_defaults_are_chosen(self):
        decided = {one.id: one.chosen for one in CRLM.ambiguities if one.status == "decided"}
        assert decided == CHOSEN

    @pytest.mark.parametrize("name", READINGS)
    def test_every_reading_can_be_computed(self, name):
        assert set(CRLM.ambiguity(name).readings) == READINGS[name]


def test_a_prediction_is_hidden_from_sites_until_the_outcome_is_locked():
    rule = CRLM.disclosure["metastasis_risk"]
    assert rule.open_to_analysis is Moment.PREDICTION
    assert rule.open_to_sites is Moment.OUTCOME_LOCKED
    assert rule.closed_by == ("outcome",)
    assert (rule.facts, rule.is_concealed) == ((), True)
