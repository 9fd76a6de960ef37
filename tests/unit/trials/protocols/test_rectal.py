"""The rectal file holds everything its source and its review ask for."""

import pytest

from tests.factories.conditions import facts
from tests.factories.shipped_protocols import knowable_at, shipped
from trials.domain.condition_nodes import readings_in
from trials.domain.conditions import truth_of
from trials.domain.derivations import with_derived
from trials.domain.partial_dates import Precision
from trials.domain.protocol.arms import Allocation
from trials.domain.protocol.criteria import Kind, KnowableAt
from trials.domain.protocol.disclosure import Moment
from trials.domain.protocol.endpoints import Standing
from trials.domain.protocol.forms import Phase
from trials.domain.protocol.trial import ConsentBasis, Direction, StudyType
from trials.domain.truth import Truth

RECTAL = shipped("rectal")

ATOMS = [
    *("I1a", "I1b", "I2a", "I2b", "I2c", "I3a", "I3b", "I3c", "I3d", "I4a", "I4b", "I5a", "I6a"),
    *("I7a", "E1", "E2", "E3"),
]

CHOSEN = {
    "stage_clause": "conjunction",
    "no_endpoints_printed": "platform_endpoints",
    "pcr_in_the_operated_only": "composite_beside",
    "observational_adverse_events": "related_serious_required",
    "surgery_timing": "descriptive",
    "recurrence_source": "investigator",
    "equivocal_scan": "censored",
}


class TestCriteria:
    def test_all_atoms_are_there_and_knowable_at_screening(self):
        assert [criterion.id for criterion in RECTAL.criteria] == ATOMS
        assert knowable_at(RECTAL, KnowableAt.SCREENING) == ATOMS
        assert RECTAL.trial.eligibility_complete

    def test_they_come_from_the_ten_printed_items(self):
        groups = list(dict.fromkeys(one.group for one in RECTAL.criteria))
        assert groups == [*(f"I{number}" for number in range(1, 8)), "E1", "E2", "E3"]

    def test_ids_say_which_let_in_and_which_keep_out(self):
        for criterion in RECTAL.criteria:
            kind = Kind.INCLUSION if criterion.id.startswith("I") else Kind.EXCLUSION
            assert criterion.kind is kind
            assert criterion.printed

    def test_one_answer_serves_every_criterion_on_metastasis(self):
        about = {one.id for one in RECTAL.criteria if getattr(one.when, "fact", None) == "cm"}
        assert about == {"I3d", "I5a", "E1"}


class TestForms:
    def test_screening_takes_three_forms_at_most(self):
        assert len(RECTAL.forms_in(Phase.SCREENING)) <= 3

    @pytest.mark.parametrize(
        "stream",
        [
            *("pelvic_mri_date", "response_mri_date", "stool_sample_id", "stool_file"),
            *("biopsy_quality", "specimen_quality", "ctdna_assay", "ctdna_result", "mmr", "msi"),
            *("radiotherapy_dose", "radiotherapy_fractions", "crt_end", "exposure"),
            *("clinical_response", "strategy", "local_regrowth", "salvage_choice"),
        ],
    )
    def test_every_data_stream_and_outcome_has_its_question(self, stream):
        assert stream in RECTAL.items

    def test_the_exposure_is_what_was_received_and_no_arm(self):
        assert (RECTAL.allocation, RECTAL.arms) == (Allocation.NONE, ())
        assert list(RECTAL.items["exposure"].codes) == ["io_crt", "crt", "other"]
        assert list(RECTAL.items["planned_regimen"].codes) == ["io_crt", "crt", "other"]
        assert RECTAL.form_of("exposure").phase is Phase.VISIT
        assert RECTAL.form_of("planned_regimen").phase is Phase.SCREENING

    def test_distances_keep_their_unit_and_may_be_typed_in_millimeters(self):
        for name in ("anal_verge_distance", "distance_colonoscopy"):
            assert RECTAL.items[name].units == ("cm", "mm")

    def test_only_a_planned_date_may_lie_ahead(self):
        ahead = [name for name, item in RECTAL.items.items() if not item.past_only]
        assert ahead == ["planned_start_date"]
        assert RECTAL.items["prior_malignancy_date"].partial is Precision.YEAR

    @pytest.mark.parametrize(
        "name",
        [
            *("crt_end", "response_date", "strategy_date", "strategy", "exposure", "ypt", "ypn"),
            *("last_without_regrowth", "local_regrowth", "permanent_stoma", "not_salvageable"),
            *("progression", "anastomotic_leak", "pelvic_infection", "reoperated"),
        ],
    )
    def test_what_an_endpoint_counts_is_asked_on_one_occasion_only(self, name):
        """An answer of several visits stands under each visit and under no name of its own."""
        form = RECTAL.form_of(name)
        assert sum(form.id in visit.forms for visit in RECTAL.visits) <= 1

    def test_a_watch_and_wait_assessment_may_come_at_any_time_and_again(self):
        form = RECTAL.form("watch_assessment")
        assert (form.phase, form.repeating) == (Phase.EVENT, True)
        assert RECTAL.items["last_without_regrowth"].shown_when is None


class TestSchedule:
    def test_visits_hang_on_several_anchors(self):
        anchors = {visit.anchor for visit in RECTAL.visits}
        assert {"first_dose", "last_dose", "crt_end", "surgery_date", "strategy_date"} <= anchors

    def test_reading_and_decision_are_one_visit(self):
        assert {"response_assessment", "treatment_decision"} <= set(RECTAL.visit("RESP").forms)

    def test_the_24_month_visit_never_comes_early(self):
        assert RECTAL.visit("W24").window[0] == 0

    def test_intervals_are_marked_as_not_printed(self):
        assert RECTAL.schedule.printed is False


class TestEndpoints:
    def test_none_is_printed_and_each_says_so(self):
        for endpoint in RECTAL.endpoints:
            assert endpoint.printed is False
            assert endpoint.role is Standing.EXPLORATORY
            assert endpoint.definition.en.startswith("Not printed in the source.")
            assert endpoint.definition.zh.startswith("来源文本未给出。")

    def test_the_six_of_the_platform_and_the_complications(self):
        assert [endpoint.id for endpoint in RECTAL.endpoints] == [
            *("pcr", "response_24", "organ_loss", "local_regrowth_incidence", "dfs", "os"),
            "complications",
        ]

    @pytest.mark.parametrize(
        ("endpoint", "origin", "events", "competing", "censor_at"),
        [
            (
                "organ_loss",
                "first_dose",
                ("surgery_date", "permanent_stoma"),
                ("death",),
                "last_contact",
            ),
            (
                "local_regrowth_incidence",
                "strategy_date",
                ("local_regrowth",),
                ("surgery_date", "death"),
                "last_without_regrowth",
            ),
            (
                "dfs",
                "first_dose",
                ("progression", "recurrence", "not_salvageable", "death"),
                (),
                "last_adequate_imaging",
            ),
            ("os", "first_dose", ("death",), (), "last_contact"),
        ],
    )
    def test_clocks(self, endpoint, origin, events, competing, censor_at):
        spec = RECTAL.endpoint(endpoint)
        assert (spec.origin, spec.events, spec.competing) == (origin, events, competing)
        assert (spec.censor_at, spec.horizon_months) == (censor_at, 36)

    def test_a_salvaged_regrowth_is_an_event_of_the_sensitivity_only(self):
        dfs = RECTAL.endpoint("dfs")
        assert "local_regrowth" not in dfs.events
        assert "local_regrowth" in dfs.sensitivity[0].events

    @pytest.mark.parametrize(
        ("endpoint", "origin"),
        [("dfs", "last_dose"), ("os", "last_dose"), ("organ_loss", "strategy_date")],
    )
    def test_exposures_are_compared_again_from_the_day_all_are_known(self, endpoint, origin):
        assert RECTAL.endpoint(endpoint).sensitivity[-1].origin == origin

    def test_timing_is_labeled_descriptive(self):
        timed = [one for one in RECTAL.analyses if one.by in ("surgery_timing", "response_timing")]
        assert {one.endpoint for one in timed} == {
            *("pcr", "local_regrowth_incidence", "complications"),
        }
        assert all(one.note.en.startswith("Descriptive") for one in timed)

    def test_an_unadjusted_contrast_of_exposures_carries_a_warning(self):
        naive = [one for one in RECTAL.analyses if one.by == "exposure" and not one.covariates]
        assert len(naive) == 5
        assert all("warning" in one.note.en for one in naive)


class TestRegister:
    def test_all_12_points_of_the_review_are_answered(self):
        numbers = {number for one in RECTAL.ambiguities for number in one.numbers}
        assert numbers == set(range(1, 13))

    def test_the_defaults_are_chosen(self):
        decided = {one.id: one.chosen for one in RECTAL.ambiguities if one.status == "decided"}
        assert decided == CHOSEN

    def test_conditions_offer_the_readings_of_the_register(self):
        asked = {n.reading for one in RECTAL.criteria for n in readings_in(one.when)}
        assert asked == {"stage_clause"}


@pytest.mark.parametrize(
    ("seen", "truth"),
    [
        ({}, Truth.TRUE),
        ({"mr_trg": 4}, Truth.FALSE),
        ({"response_nodes_clear": False}, Truth.FALSE),
        ({"rectal_examination": "mass"}, Truth.FALSE),
        ({"mr_trg": 3}, Truth.TRUE),
        ({"clinical_response": "incomplete", "mr_trg": 4}, Truth.TRUE),
    ],
)
def test_a_complete_response_is_asked_about_where_one_of_three_shows_tumor(seen, truth):
    (check,) = RECTAL.form("response_assessment").checks
    clear = {"rectal_examination": "normal", "endoscopic_finding": "scar", "mr_trg": 1}
    asked = {"response_biopsy": "negative", "response_nodes_clear": True}
    known = facts(**{**clear, **asked, "clinical_response": "complete", **seen})
    assert truth_of(check.expect, with_derived(RECTAL.facts, known)) is truth


def test_a_prediction_opens_after_reading_and_decision_and_to_sites_at_the_end():
    rule = RECTAL.disclosure["response"]
    assert rule.open_to_analysis is Moment.RESPONSE_LOCKED
    assert rule.open_to_sites is Moment.DATABASE_LOCK
    assert rule.closed_by == ("response_assessment", "treatment_decision")
    assert (rule.facts, rule.is_concealed) == ((), True)


def test_what_the_source_does_not_print_is_left_empty():
    trial = RECTAL.trial
    assert (trial.target, trial.sponsor, trial.registry) == (None, None, None)
    assert (trial.study_type, trial.direction) == (StudyType.OBSERVATIONAL, Direction.PROSPECTIVE)


def test_consent_is_signed_and_samples_are_agreed_to_apart():
    assert RECTAL.consent.basis is ConsentBasis.SIGNED
    optional = {name for name, scope in RECTAL.consent.scopes.items() if not scope.required}
    assert {"stool_samples", "blood_samples", "tissue_slides"} <= optional
    needed = {name: item.needs_consent for name, item in RECTAL.items.items() if item.needs_consent}
    assert needed == {
        "stool_date": "stool_samples",
        "blood_date": "blood_samples",
        "biopsy_quality": "tissue_slides",
        "specimen_quality": "tissue_slides",
    }
