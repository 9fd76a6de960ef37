"""The hcc-neo file holds everything its source and its review ask for."""

import pytest

from tests.factories.shipped_protocols import knowable_at, shipped
from trials.domain.condition_nodes import readings_in
from trials.domain.partial_dates import Precision
from trials.domain.protocol.arms import Allocation
from trials.domain.protocol.criteria import Kind, KnowableAt
from trials.domain.protocol.disclosure import Moment
from trials.domain.protocol.forms import ItemType, Phase
from trials.domain.values import Missing

HCC_NEO = shipped("hcc-neo")

ATOMS = [
    "I1a",
    "I1b",
    "I1c",
    "I1d",
    "I2a",
    "I2b",
    "I2c",
    "I3a",
    "I4a",
    "I5a",
    "I5b",
    "I6a",
    "I7a",
    "I7b",
    "I7c",
    "I7d",
    "I7e",
    "I7f",
    "I7g",
    "I8a",
    "E1",
    "E2",
    "E3",
    "E4",
    "E5a",
    "E5b",
    "E5c",
    "E5d",
    "E6",
]

CHOSEN = {
    "child_pugh": "strict",
    "postoperative_exclusions": "applied",
    "day_90_rule": "no_contact_from_day_91",
    "rfs_time_zero": "surgery",
    "never_resected": "first_of_progression_death_decision",
    "os_time_zero": "enrollment",
    "os_horizon_end": "surgery_plus_36",
    "rfs_rate": "kaplan_meier",
    "recurrence_date": "first_scan",
    "equivocal_scan": "censored",
    "allocation_mechanism": "by_decision",
    "post_model": "optional_after_surgery",
    "trae_window": "as_printed",
    "trae_date": "grade_3_first_reached",
    "age_measured_at": "consent",
    "within_one_month": "calendar_month",
    "pre_score_choice": "first",
    "verdict_recheck": "reevaluate_on_enrollment_day",
    "bclc_with_ecog_1": "recorded",
    "maturity": "computed",
    "recurrence_source": "investigator",
}

READINGS = {
    "child_pugh": {"strict", "printed_score"},
    "postoperative_exclusions": {"applied", "not_applied"},
    "rfs_time_zero": {"surgery", "enrollment"},
    "os_time_zero": {"enrollment", "surgery"},
    "rfs_rate": {"kaplan_meier", "crude"},
    "within_one_month": {"calendar_month", "days_30", "days_31"},
    "age_measured_at": {"consent", "enrollment"},
    "recurrence_date": {"first_scan", "confirming_scan"},
    "bclc_with_ecog_1": {"recorded", "computed"},
    "pre_score_choice": {"first", "latest"},
    "recurrence_source": {"investigator", "central"},
    "equivocal_scan": {"censored", "event"},
}


class TestCriteria:
    def test_all_29_atoms_are_there(self):
        assert [criterion.id for criterion in HCC_NEO.criteria] == ATOMS
        assert len(ATOMS) == 29

    def test_27_are_knowable_at_screening_and_2_later(self):
        assert len(knowable_at(HCC_NEO, KnowableAt.SCREENING)) == 27
        assert knowable_at(HCC_NEO, KnowableAt.SURGERY) == ["E1"]
        assert knowable_at(HCC_NEO, KnowableAt.DAY_90) == ["E3"]

    def test_they_come_from_the_14_printed_items(self):
        groups = [one.group for one in HCC_NEO.criteria]
        assert list(dict.fromkeys(groups)) == [
            *(f"I{number}" for number in range(1, 9)),
            *(f"E{number}" for number in range(1, 7)),
        ]
        assert all(one.id.startswith(one.group) for one in HCC_NEO.criteria)

    def test_ids_say_which_let_in_and_which_keep_out(self):
        for criterion in HCC_NEO.criteria:
            kind = Kind.INCLUSION if criterion.id.startswith("I") else Kind.EXCLUSION
            assert criterion.kind is kind


class TestForms:
    def test_screening_takes_three_forms_at_most(self):
        assert len(HCC_NEO.forms_in(Phase.SCREENING)) <= 3

    def test_what_a_patient_may_not_know_can_be_left_open_with_a_reason(self):
        must_answer = {
            "able_to_understand",
            "ecog_reason",
            "other_uncontrolled_what",
            "investigator_objection",
            "investigator_objection_reason",
            "laboratory_date",
            "mri_quality_reason",
            "mri_quality_judged_by",
        }
        without_reason = {
            item.id
            for form in HCC_NEO.forms_in(Phase.SCREENING)
            for item in form.items
            if not item.missing and item.type is not ItemType.CALCULATED
        }
        assert without_reason == must_answer

    def test_numbers_have_units_and_both_bounds(self):
        bilirubin = HCC_NEO.items["bilirubin"]
        assert (bilirubin.unit, bilirubin.units_accepted) == ("umol/L", ("mg/dL",))
        assert bilirubin.analyte == "bilirubin"
        assert bilirubin.plausible == (2, 600)
        assert bilirubin.missing == (Missing.NOT_DONE,)

    @pytest.mark.parametrize(
        ("name", "precision"),
        [
            ("diagnosis_date", Precision.MONTH),
            ("other_malignancy_active_date", Precision.YEAR),
            ("planned_surgery_date", Precision.MONTH),
            ("mri_date", Precision.DAY),
        ],
    )
    def test_dates_are_asked_as_exactly_as_people_can_know(self, name, precision):
        assert HCC_NEO.items[name].partial is precision

    def test_only_a_planned_date_may_lie_ahead(self):
        ahead = [name for name, item in HCC_NEO.items.items() if not item.past_only]
        assert ahead == ["planned_surgery_date"]

    def test_reasons_are_asked_where_a_judgment_excludes(self):
        for name in ("investigator_objection_reason", "other_uncontrolled_what"):
            item = HCC_NEO.items[name]
            assert item.required
            assert item.shown_when is not None

    def test_follow_up_answers_never_overwrite_screening_answers(self):
        screening = {i.id for f in HCC_NEO.forms_in(Phase.SCREENING) for i in f.items}
        followup = {i.id for i in HCC_NEO.form("followup_visit").items}
        assert not screening & followup


class TestArms:
    def test_two_arms_by_decision(self):
        assert HCC_NEO.allocation is Allocation.BY_DECISION
        assert [arm.id for arm in HCC_NEO.arms] == ["neoadjuvant", "surgery_alone"]
        assert [arm.is_comparator for arm in HCC_NEO.arms] == [False, True]

    def test_causality_is_judged_for_each_agent_of_the_regimen(self):
        regimen = [agent.id for agent in HCC_NEO.agents if agent.neoadjuvant]
        assert regimen == ["haic", "oxaliplatin", "leucovorin", "fluorouracil", "lenvatinib", "pd1"]
        assert all(HCC_NEO.agent(agent).causality for agent in regimen)
        assert set(HCC_NEO.endpoint("trae").related_to) == set(regimen)

    def test_the_pd1_inhibitor_is_named_by_product(self):
        assert HCC_NEO.agent("pd1").product_named

    def test_the_comparator_gets_nothing_neoadjuvant(self):
        agents = HCC_NEO.arm("surgery_alone").agents
        assert not any(HCC_NEO.agent(agent).neoadjuvant for agent in agents)


class TestSchedule:
    def test_visits_hang_on_several_anchors(self):
        anchors = {visit.anchor for visit in HCC_NEO.visits}
        assert {"consent_date", "enrolled", "first_dose", "last_dose", "surgery_date"} <= anchors

    def test_imaging_every_3_months_to_24_then_every_6_to_36(self):
        after_surgery = [
            visit for visit in HCC_NEO.visits if visit.anchor == "surgery_date" and visit.imaging
        ]
        assert after_surgery[0].visit == "M03"
        assert [visit.months for visit in after_surgery[1:]] == [6, 9, 12, 15, 18, 21, 24, 30, 36]

    def test_the_day_90_gate_falls_on_the_first_day_that_settles_it(self):
        gate = HCC_NEO.visit("M03")
        assert (gate.days, gate.window[0]) == (91, 0)

    def test_safety_ends_30_days_after_the_last_dose(self):
        visit = HCC_NEO.visit("SAFE30")
        assert (visit.anchor, visit.days, visit.window[0]) == ("last_dose", 30, 0)

    def test_the_intervals_are_marked_as_not_printed(self):
        assert HCC_NEO.schedule.printed is False
        assert "M06" in HCC_NEO.ambiguity("visit_intervals").concerns


class TestEndpoints:
    def test_recurrence_free_survival(self):
        rfs = HCC_NEO.endpoint("rfs")
        assert (rfs.origin, rfs.events) == ("surgery_date", ("recurrence", "death"))
        assert rfs.censor_at == "last_adequate_imaging"
        assert (rfs.horizon_months, rfs.role) == (24, "primary")
        assert rfs.sets == ("full", "protocol_set")

    def test_its_sensitivity_counts_those_never_resected(self):
        (sensitivity,) = HCC_NEO.endpoint("rfs").sensitivity
        assert sensitivity.origin == "enrolled"
        assert set(sensitivity.events) == {
            "progression",
            "no_resection_date",
            "recurrence",
            "death",
        }

    def test_overall_survival(self):
        survival = HCC_NEO.endpoint("os")
        assert (survival.origin, survival.events) == ("enrolled", ("death",))
        assert (survival.censor_at, survival.horizon_months) == ("last_contact", 36)
        assert survival.horizon_from == ("surgery_date", "enrolled")
        assert survival.sensitivity[0].origin == "surgery_date"

    def test_treatment_related_events(self):
        trae = HCC_NEO.endpoint("trae")
        assert (trae.arms, trae.min_grade) == (("neoadjuvant",), 3)
        assert (trae.window_from, trae.window_to, trae.plus_days) == ("first_dose", "last_dose", 30)
        assert trae.sets == ("full", "dosed")

    def test_only_the_protocol_set_drops_anyone(self):
        assert [name for name, one in HCC_NEO.sets.items() if one.drops_excluded] == [
            "protocol_set"
        ]


class TestRegister:
    def test_all_22_points_of_the_review_are_answered(self):
        numbers = {number for one in HCC_NEO.ambiguities for number in one.numbers}
        assert numbers == set(range(1, 23))

    def test_the_defaults_are_chosen(self):
        decided = {one.id: one.chosen for one in HCC_NEO.ambiguities if one.status == "decided"}
        assert decided == CHOSEN

    @pytest.mark.parametrize("name", READINGS)
    def test_every_reading_can_be_computed(self, name):
        assert set(HCC_NEO.ambiguity(name).readings) == READINGS[name]

    def test_conditions_offer_the_readings_of_the_register(self):
        asked = {
            node.reading for criterion in HCC_NEO.criteria for node in readings_in(criterion.when)
        }
        assert asked == {"age_measured_at", "bclc_with_ecog_1", "child_pugh", "within_one_month"}


def test_the_score_is_open_because_it_is_a_criterion():
    rule = HCC_NEO.disclosure["pre"]
    assert (rule.open_to_analysis, rule.open_to_sites) == (Moment.PREDICTION, Moment.PREDICTION)
    assert rule.facts == ("pre_score",)


def test_registry_facts():
    trial = HCC_NEO.trial
    assert (trial.target, trial.ctcae, trial.registry) == (144, "5.0", None)
    facts = {fact.id: fact.value.en for fact in trial.registry_facts}
    assert facts["start"] == "2025-10-26"
    assert facts["primary_completion"] == "2027-06-30"
    assert facts["completion"] == "2028-06-30"
    assert facts["masking"] == "None (open label)"


def test_nobody_is_lost_before_the_ladder_is_climbed():
    ladder = HCC_NEO.settings.contact_ladder
    assert (ladder.attempts, ladder.on_distinct_days, ladder.vital_status_sweep) == (3, True, True)


def test_the_mri_before_surgery_hands_down_its_day_and_phases():
    (scan,) = HCC_NEO.imaging
    assert scan.modality == "MR"
    assert set(scan.phases) == set(HCC_NEO.items["mri_phases"].codes)
    assert (scan.facts.date, scan.facts.phases) == ("mri_date", "mri_phases")
    assert scan.quality.deidentified
    assert not scan.quality.secondary_capture
