"""The hcc-adj file holds everything its source and its review ask for."""

import pytest

from tests.factories.conditions import day, facts
from tests.factories.shipped_protocols import knowable_at, shipped
from trials.domain.conditions import truth_of
from trials.domain.partial_dates import Precision
from trials.domain.protocol.criteria import Kind, KnowableAt
from trials.domain.protocol.forms import Phase
from trials.domain.protocol.trial import ConsentBasis, Direction
from trials.domain.truth import Truth
from trials.domain.values import Known

HCC_ADJ = shipped("hcc-adj")

ATOMS = [
    "I1a",
    "I1b",
    "I2a",
    "I2b",
    "I3a",
    "I3b",
    "I3c",
    "I4a",
    "I4b",
    "I5a",
    "I5b",
    "I5c",
    "I6a",
    "I6b",
    "I6c",
    "I6d",
    "E1",
    "E2",
    "E3",
    "E4a",
    "E4b",
    "E5a",
    "E5b",
]

STRATEGIES = ["surgery_alone", "surgery_tace", "surgery_tace_systemic", "surgery_systemic"]


class TestParts:
    def test_ten_thousand_to_learn_from_and_one_thousand_to_test_on(self):
        assert HCC_ADJ.trial.direction is Direction.HYBRID
        assert [(part.id, part.target) for part in HCC_ADJ.parts] == [
            ("retrospective", 10000),
            ("prospective", 1000),
        ]

    def test_the_two_are_never_added_up(self):
        assert HCC_ADJ.trial.target is None

    def test_only_the_prospective_part_is_asked_for_consent(self):
        bases = {part.id: part.consent_basis for part in HCC_ADJ.parts}
        assert bases == {
            "retrospective": ConsentBasis.WAIVER,
            "prospective": ConsentBasis.SIGNED,
        }

    def test_slides_images_and_records_are_used_only_with_agreement(self):
        required = {name for name, scope in HCC_ADJ.consent.scopes.items() if scope.required}
        assert required == {"participation", "model_analysis", "tissue_slides"}

    @pytest.mark.parametrize("name", HCC_ADJ.sets)
    def test_no_analysis_set_mixes_them(self, name):
        everything = facts(
            enrolled=day("2026-03-20"),
            strategy_received="surgery_alone",
            follow_up_data="complete",
            earlier_tumor_treatment=False,
        )
        counted = [
            part.id
            for part in HCC_ADJ.parts
            if truth_of(HCC_ADJ.sets[name].when, {**everything, "part": Known(part.id)})
            is Truth.TRUE
        ]
        assert len(counted) == 1


class TestCriteria:
    def test_all_atoms_are_there(self):
        assert [criterion.id for criterion in HCC_ADJ.criteria] == ATOMS

    def test_follow_up_is_judged_at_the_end_and_all_else_at_screening(self):
        assert knowable_at(HCC_ADJ, KnowableAt.END) == ["I5c", "E5b"]
        assert len(knowable_at(HCC_ADJ, KnowableAt.SCREENING)) == len(ATOMS) - 2

    def test_they_come_from_the_6_and_5_printed_items(self):
        groups = list(dict.fromkeys(one.group for one in HCC_ADJ.criteria))
        assert groups == ["I1", "I2", "I3", "I4", "I5", "I6", "E1", "E2", "E3", "E4", "E5"]
        assert all(one.id.startswith(one.group) for one in HCC_ADJ.criteria)

    def test_every_atom_quotes_the_source_and_says_which_way_it_works(self):
        for criterion in HCC_ADJ.criteria:
            assert criterion.printed
            kind = Kind.INCLUSION if criterion.id.startswith("I") else Kind.EXCLUSION
            assert criterion.kind is kind

    def test_only_key_criteria_are_printed_and_the_page_says_so(self):
        assert HCC_ADJ.trial.eligibility_complete is False

    def test_no_set_drops_anyone_for_a_flag_set_later(self):
        assert not any(one.drops_excluded for one in HCC_ADJ.sets.values())


class TestForms:
    def test_screening_takes_three_forms(self):
        assert len(HCC_ADJ.forms_in(Phase.SCREENING)) == 3

    def test_the_pathology_report_is_structured(self):
        asked = {item.id for item in HCC_ADJ.form("screening_pathology").items}
        assert asked >= {
            "histology",
            "margin",
            "margin_width",
            "specimen_tumor_count",
            "specimen_tumor_size",
            "microvascular_invasion",
            "differentiation",
            "capsule",
            "satellite_nodules",
            "cirrhosis",
        }

    def test_what_the_model_reads_of_the_clinic_is_asked(self):
        assert HCC_ADJ.items.keys() >= {"afp", "hbsag", "anti_hcv", "hbv_dna", "bclc_stage"}

    @pytest.mark.parametrize("what", ["slide", "imaging"])
    def test_quality_has_a_reader_a_day_and_a_reason(self, what):
        names = [f"{what}_quality{more}" for more in ("", "_reason", "_judged_by", "_date")]
        assert all(name in HCC_ADJ.items for name in names)
        reason = HCC_ADJ.items[f"{what}_quality_reason"]
        assert reason.required
        refused = facts(**{f"{what}_quality": "not_acceptable"})
        assert truth_of(reason.shown_when, refused) is Truth.TRUE

    def test_the_age_is_asked_only_where_nobody_gave_a_date_of_birth(self):
        shown = HCC_ADJ.items["age_at_surgery"].shown_when
        assert truth_of(shown, facts(part="retrospective")) is Truth.TRUE
        assert truth_of(shown, facts(part="prospective")) is Truth.FALSE

    def test_an_earlier_therapy_may_be_dated_by_its_year(self):
        assert HCC_ADJ.items["earlier_tumor_treatment_date"].partial is Precision.YEAR

    def test_nobody_chooses_the_strategy_received(self):
        assert "strategy_received" not in HCC_ADJ.items
        assert HCC_ADJ.facts["strategy_received"].owner == "followup"

    def test_what_was_intended_can_be_told_from_what_was_received(self):
        intended = list(HCC_ADJ.items["adjuvant_intended"].codes)
        assert intended == [*STRATEGIES, "other"]


class TestSchedule:
    def test_imaging_every_3_months_to_24_then_every_6_to_36(self):
        scans = [visit for visit in HCC_ADJ.visits if visit.imaging]
        assert {visit.anchor for visit in scans} == {"surgery_date"}
        assert [visit.months for visit in scans[1:]] == [6, 9, 12, 15, 18, 21, 24, 30, 36]

    def test_the_landmark_is_judged_on_the_first_day_that_settles_it(self):
        landmark = HCC_ADJ.visit("M03")
        assert (landmark.days, landmark.window[0]) == (91, 0)
        assert "landmark_check" in landmark.forms

    def test_nobody_of_the_records_is_ever_due(self):
        late = [visit for visit in HCC_ADJ.visits if visit.visit != "SCR"]
        assert all(
            truth_of(visit.when, facts(part="retrospective")) is Truth.FALSE for visit in late
        )
        # Screening hangs on a consent that nobody there has given.
        assert HCC_ADJ.visit("SCR").anchor == "consent_date"

    def test_the_intervals_are_marked_as_not_printed(self):
        assert HCC_ADJ.schedule.printed is False
