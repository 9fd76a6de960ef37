"""What hcc-adj means to find out: strategies, endpoints, disclosure, analyses, the register."""

import pytest

from tests.factories.conditions import facts
from tests.factories.shipped_protocols import shipped
from trials.domain.condition_nodes import readings_in
from trials.domain.conditions import truth_of
from trials.domain.protocol.analyses import landmark_day
from trials.domain.protocol.arms import Allocation
from trials.domain.protocol.disclosure import Moment
from trials.domain.truth import Truth
from trials.domain.values import Absent

HCC_ADJ = shipped("hcc-adj")

STRATEGIES = ["surgery_alone", "surgery_tace", "surgery_tace_systemic", "surgery_systemic"]

CHOSEN = {
    "complete_follow_up": "flag",
    "treatment_landmark": "day_90",
    "contrast_time_zero": "landmark",
    "later_treatment": "landmark_counts",
    "treatment_after_recurrence": "date_order",
    "upper_age": "years_75",
    "recurrence_rate_estimate": "cumulative_incidence",
    "model_release": "frozen",
    "concealment": "two_moments",
    "recurrence_source": "investigator",
    "equivocal_scan": "censored",
    "adverse_events": "serious_and_related",
}

READINGS = {
    "treatment_landmark": {"day_60", "day_90", "day_120"},
    "contrast_time_zero": {"landmark", "hepatectomy"},
    "upper_age": {"years_75", "none"},
    "recurrence_rate_estimate": {"cumulative_incidence", "one_minus_km", "crude"},
    "recurrence_source": {"investigator", "central"},
    "equivocal_scan": {"censored", "event"},
}


def analysis(name):
    return next(one for one in HCC_ADJ.analyses if one.id == name)


class TestStrategies:
    def test_nobody_is_assigned_to_anything(self):
        assert HCC_ADJ.allocation is Allocation.NONE
        assert HCC_ADJ.arms == ()

    def test_four_strategies_may_be_received(self):
        assert list(HCC_ADJ.facts["strategy_received"].codes) == STRATEGIES

    def test_what_is_given_is_recorded_by_agent_and_product(self):
        named = {agent.id for agent in HCC_ADJ.agents if agent.product_named}
        assert named >= {"tace", "tki", "immunotherapy", "anti_vegf"}
        assert not any(agent.neoadjuvant for agent in HCC_ADJ.agents)

    def test_what_the_study_itself_does_can_be_blamed(self):
        assert HCC_ADJ.agent("study_procedure").causality


class TestDisclosure:
    def test_analysis_waits_for_the_lock_and_sites_for_the_database(self):
        rule = HCC_ADJ.disclosure["strategy"]
        assert rule.open_to_analysis is Moment.STRATEGY_LOCKED
        assert rule.open_to_sites is Moment.DATABASE_LOCK
        assert rule.is_concealed

    def test_the_prediction_never_becomes_a_fact(self):
        assert HCC_ADJ.disclosure["strategy"].facts == ()
        assert HCC_ADJ.settings.predictors == ("strategy",)
        assert not [name for name, fact in HCC_ADJ.facts.items() if fact.owner == "inference"]


class TestEndpoints:
    def test_recurrence_free_survival(self):
        rfs = HCC_ADJ.endpoint("rfs")
        assert (rfs.origin, rfs.events) == ("surgery_date", ("recurrence", "death"))
        assert (rfs.censor_at, rfs.horizon_months) == ("last_adequate_imaging", 36)
        assert (rfs.role, rfs.printed) == ("primary", True)

    def test_death_competes_with_recurrence(self):
        rate = HCC_ADJ.endpoint("recurrence_rate")
        assert (rate.events, rate.competing) == (("recurrence",), ("death",))
        assert (rate.horizon_months, rate.printed) == (36, True)

    def test_survival_is_collected_though_not_printed(self):
        survival = HCC_ADJ.endpoint("os")
        assert (survival.events, survival.censor_at) == (("death",), "last_contact")
        assert survival.printed is False

    @pytest.mark.parametrize("name", ["os", "adjuvant_begun"])
    def test_what_is_not_printed_says_so(self, name):
        assert HCC_ADJ.endpoint(name).definition.en.endswith("Not printed in the source.")

    @pytest.mark.parametrize(
        ("strategy", "begun"),
        [
            ("surgery_alone", Truth.FALSE),
            ("surgery_tace", Truth.TRUE),
            ("surgery_tace_systemic", Truth.TRUE),
            ("surgery_systemic", Truth.TRUE),
        ],
    )
    def test_share_who_began_adjuvant_therapy(self, strategy, begun):
        share = HCC_ADJ.endpoint("adjuvant_begun")
        known = facts(strategy_received=strategy)
        assert truth_of(share.among, known) is Truth.TRUE
        assert truth_of(share.when, known) is begun

    def test_whoever_recurred_before_the_landmark_is_in_no_denominator(self):
        recurred = facts(strategy_received=Absent("not_applicable"))
        assert truth_of(HCC_ADJ.endpoint("adjuvant_begun").among, recurred) is Truth.FALSE


class TestAnalyses:
    def test_the_contrast_compares_predicted_with_received_at_the_landmark(self):
        plan = HCC_ADJ.concordance
        assert (plan.predictor, plan.received) == ("strategy", "strategy_received")
        assert (plan.landmark, plan.endpoint) == ("treatment_landmark", "rfs")

    def test_it_is_read_at_24_and_36_months_among_the_assessable(self):
        contrast = analysis("consistency")
        assert (contrast.sets, contrast.at_months) == (("assessable",), (24, 36))
        assert "warning" in contrast.note.en

    def test_earlier_therapy_is_a_stratum(self):
        assert analysis("rfs_by_strategy_adjusted").strata == ("earlier_tumor_treatment",)
        assert "earlier_tumor_treatment" in analysis("consistency_weighted").covariates

    def test_every_reading_of_the_recurrence_rate_is_computed(self):
        methods = analysis("recurrence_incidence").methods
        assert methods == ("cumulative_incidence", "kaplan_meier", "crude_proportion")

    @pytest.mark.parametrize("name", ["consistency", "rfs_by_strategy", "recurrence_by_strategy"])
    def test_what_is_not_fair_says_so(self, name):
        assert analysis(name).note

    def test_the_records_are_analyzed_by_themselves(self):
        alone = [one.id for one in HCC_ADJ.analyses if "retrospective" in one.sets]
        assert alone == ["rfs_retrospective", "recurrence_retrospective", "os_retrospective"]
        assert all(len(analysis(name).sets) == 1 for name in alone)


class TestRegister:
    def test_all_17_points_of_the_review_are_answered(self):
        numbers = {number for one in HCC_ADJ.ambiguities for number in one.numbers}
        assert numbers == set(range(1, 18))

    def test_the_defaults_are_chosen(self):
        decided = {one.id: one.chosen for one in HCC_ADJ.ambiguities if one.status == "decided"}
        assert decided == CHOSEN

    @pytest.mark.parametrize("name", READINGS)
    def test_every_reading_can_be_computed(self, name):
        assert set(HCC_ADJ.ambiguity(name).readings) == READINGS[name]

    def test_the_landmark_is_90_days_with_60_and_120_beside_it(self):
        landmark = HCC_ADJ.ambiguity("treatment_landmark")
        assert [landmark_day(name) for name in landmark.readings] == [60, 90, 120]
        assert landmark_day(landmark.chosen) == 90

    def test_conditions_offer_the_readings_of_the_register(self):
        asked = {
            node.reading for criterion in HCC_ADJ.criteria for node in readings_in(criterion.when)
        }
        assert asked == {"upper_age"}


def test_registry_facts():
    trial = HCC_ADJ.trial
    assert trial.registry == "NCT07417800"
    quoted = {fact.id: fact.printed for fact in trial.registry_facts}
    assert "10,000" in quoted["retrospective_size"]
    assert "10-15 centers" in quoted["prospective_size"]
    assert quoted["age_line"] == "18 Years"


def test_nobody_is_lost_before_the_ladder_is_climbed():
    ladder = HCC_ADJ.settings.contact_ladder
    assert (ladder.attempts, ladder.on_distinct_days, ladder.vital_status_sweep) == (3, True, True)
