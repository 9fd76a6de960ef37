"""The smaller parts of a protocol: facts, criteria, arms, visits, endpoints, register, trial."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.factories.small_protocols import words
from trials.domain.condition_nodes import Offset
from trials.domain.protocol.ambiguities import Ambiguity, Status
from trials.domain.protocol.arms import Agent, Arm
from trials.domain.protocol.criteria import Criterion, KnowableAt
from trials.domain.protocol.disclosure import Disclosure
from trials.domain.protocol.endpoints import AdverseEventProportion, Endpoint, TimeToEvent
from trials.domain.protocol.facts import Fact, Owner
from trials.domain.protocol.schedule import Schedule, Visit
from trials.domain.protocol.trial import Consent, Dates, Settings, Trial

ENDPOINT = TypeAdapter(Endpoint)
OS = {
    "id": "os",
    "kind": "time_to_event",
    "title": words("Overall survival"),
    "short": words("OS"),
    "definition": words("Until death."),
    "role": "secondary",
    "sets": ["full"],
    "printed": False,
    "origin": "enrolled",
    "events": ["death"],
    "censor_at": "last_contact",
}


class TestFact:
    def test_a_record_writes_it(self):
        fact = Fact.model_validate({"type": "date", "label": words("Death"), "owner": "followup"})
        assert fact.owner is Owner.FOLLOWUP
        assert not fact.is_derived

    def test_or_a_function_derives_it(self):
        fact = Fact.model_validate(
            {"type": "number", "label": words("ALBI"), "from": "albi", "needs": ["a", "b"]}
        )
        assert (fact.from_, fact.needs, fact.is_derived) == ("albi", ("a", "b"), True)

    @pytest.mark.parametrize(
        "parts",
        [
            {},
            {"owner": "casebook", "from": "albi", "needs": ["a"]},
            {"from": "albi"},
            {"owner": "casebook", "needs": ["a"]},
            {"owner": "laboratory"},
        ],
    )
    def test_never_both_nor_neither(self, parts):
        with pytest.raises(ValidationError):
            Fact.model_validate({"type": "date", "label": words("Fact"), **parts})


class TestCriterion:
    CRITERION = {
        "id": "I1a",
        "kind": "inclusion",
        "group": "I1",
        "text": words("Adult"),
        "printed": None,
        "when": {"fact": "age", "at_least": 18},
    }

    def test_is_knowable_at_screening_unless_it_says_otherwise(self):
        criterion = Criterion.model_validate(self.CRITERION)
        assert criterion.knowable_at is KnowableAt.SCREENING
        assert criterion.is_screening

    @pytest.mark.parametrize("moment", ["surgery", "day_90", "end"])
    def test_some_can_only_be_known_later(self, moment):
        assert not Criterion.model_validate({**self.CRITERION, "knowable_at": moment}).is_screening

    def test_says_outright_when_nothing_is_printed(self):
        without = {key: value for key, value in self.CRITERION.items() if key != "printed"}
        with pytest.raises(ValidationError, match="printed"):
            Criterion.model_validate(without)


class TestVisit:
    VISIT = {"visit": "M06", "label": words("Month 6"), "anchor": "surgery", "window": [-14, 14]}

    @pytest.mark.parametrize("measure", [{"days": 0}, {"weeks": 26}, {"months": 6}])
    def test_lies_some_way_from_its_anchor(self, measure):
        visit = Visit.model_validate({**self.VISIT, **measure})
        assert visit.offset == Offset.model_validate(measure)

    @pytest.mark.parametrize(
        "parts",
        [
            {},
            {"days": 1, "months": 6},
            {"months": 6, "window": [1, 14]},
            {"months": 6, "window": [-14, -1]},
            {"months": 6, "window": [14]},
        ],
    )
    def test_has_one_distance_and_a_window_around_it(self, parts):
        with pytest.raises(ValidationError):
            Visit.model_validate({**self.VISIT, **parts})

    def test_a_schedule_says_whether_it_is_printed(self):
        with pytest.raises(ValidationError, match="printed"):
            Schedule.model_validate({"visits": [{**self.VISIT, "months": 6}]})


class TestEndpoint:
    def test_kinds(self):
        harm = {
            **{key: OS[key] for key in ("id", "title", "short", "definition", "role", "sets")},
            "printed": False,
            "kind": "adverse_event_proportion",
            "arms": ["new"],
            "min_grade": 3,
            "related_to": ["drug"],
            "window_from": "first_dose",
            "window_to": "last_dose",
            "plus_days": 30,
        }
        assert isinstance(ENDPOINT.validate_python(OS), TimeToEvent)
        assert isinstance(ENDPOINT.validate_python(harm), AdverseEventProportion)

    @pytest.mark.parametrize("key", ["origin", "events", "censor_at", "sets", "printed", "kind"])
    def test_what_it_cannot_do_without(self, key):
        with pytest.raises(ValidationError):
            ENDPOINT.validate_python({name: part for name, part in OS.items() if name != key})

    @pytest.mark.parametrize("parts", [{"events": []}, {"sets": []}, {"role": "main"}])
    def test_what_it_refuses(self, parts):
        with pytest.raises(ValidationError):
            ENDPOINT.validate_python({**OS, **parts})

    def test_a_sensitivity_changes_only_what_it_names(self):
        other = {"id": "os_from_surgery", "label": words("From surgery"), "origin": "surgery"}
        endpoint = ENDPOINT.validate_python({**OS, "sensitivity": [other]})
        (sensitivity,) = endpoint.sensitivity
        assert sensitivity.origin == "surgery"
        assert sensitivity.events is None
        assert sensitivity.censor_at is None


class TestAmbiguity:
    MONTH = {
        "id": "month",
        "title": words("A month"),
        "readings": {"days_30": words("30 days")},
        "chosen": "days_30",
        "rationale": words("Simple."),
    }

    def test_open_or_decided_by_someone_on_a_day(self):
        decided = {"status": "decided", "decided_by": "The board", "decided_on": "2026-01-05"}
        assert Ambiguity.model_validate({**self.MONTH, "status": "open"}).status is Status.OPEN
        assert Ambiguity.model_validate({**self.MONTH, **decided}).decided_on == date(2026, 1, 5)

    @pytest.mark.parametrize(
        "parts",
        [
            {"status": "decided"},
            {"status": "decided", "decided_by": "The board"},
            {"status": "decided", "decided_on": "2026-01-05"},
            {"status": "open", "decided_by": "The board"},
            {"status": "open", "decided_by": "The board", "decided_on": "2026-01-05"},
            {"status": "open", "readings": {}},
        ],
    )
    def test_half_a_decision_is_none(self, parts):
        with pytest.raises(ValidationError):
            Ambiguity.model_validate({**self.MONTH, **parts})


class TestArms:
    def test_an_agent_is_suspected_unless_it_says_otherwise(self):
        agent = Agent.model_validate({"id": "drug", "label": words("Drug"), "kind": "drug"})
        assert agent.causality
        assert not agent.neoadjuvant
        assert not agent.product_named

    def test_arm_ids_are_codes(self):
        parts = {"label": words("A"), "short_label": words("A"), "description": words("A")}
        assert Arm.model_validate({"id": "Lev+5FU", **parts}).id == "Lev+5FU"
        with pytest.raises(ValidationError):
            Arm.model_validate({"id": "Lev + 5FU", **parts})


@pytest.mark.parametrize(
    ("sites", "concealed"),
    [("prediction", False), ("database_lock", True), ("strategy_received_locked", True)],
)
def test_a_prediction_not_open_at_once_is_concealed(sites, concealed):
    rule = Disclosure.model_validate(
        {
            "label": words("Score"),
            "open_to_analysis": "prediction",
            "open_to_sites": sites,
            "why": words("A criterion."),
        }
    )
    assert rule.is_concealed is concealed


class TestTrial:
    TRIAL = {
        "slug": "small",
        "version": "1.0",
        "title": words("A trial"),
        "short_title": words("Trial"),
        "summary": words("Small."),
        "registry": None,
        "study_type": "observational",
        "direction": "prospective",
        "ctcae": None,
        "target": None,
        "sponsor": None,
    }

    def test_dates_are_those_of_the_calendar_unless_it_says_otherwise(self):
        assert Trial.model_validate(self.TRIAL).dates is Dates.CALENDAR

    @pytest.mark.parametrize(
        "parts",
        [
            {"slug": "Small Trial"},
            {"slug": "-small"},
            {"version": 1.0},
            {"ctcae": "4.03"},
            {"direction": "sideways"},
        ],
    )
    def test_what_it_refuses(self, parts):
        with pytest.raises(ValidationError):
            Trial.model_validate({**self.TRIAL, **parts})

    def test_nobody_is_lost_before_three_attempts_and_a_sweep(self):
        ladder = Settings().contact_ladder
        assert (ladder.attempts, ladder.on_distinct_days) == (3, True)
        assert ladder.vital_status_sweep

    def test_consent_is_signed_or_waived(self):
        waiver = Consent.model_validate({"basis": "waiver", "note": words("Archived data.")})
        assert waiver.scopes == {}
        with pytest.raises(ValidationError):
            Consent.model_validate({"basis": "assumed", "note": words("None.")})


def test_listed_event_is_a_term_of_ctcae() -> None:
    given = {"id": "len", "label": {"en": "L", "zh": "L"}, "kind": "drug"}
    assert Agent.model_validate({**given, "listed": ["Diarrhea"]}).listed == ("Diarrhea",)
    with pytest.raises(ValidationError, match="“Loose stool” is not a term"):
        Agent.model_validate({**given, "listed": ["Loose stool"]})
