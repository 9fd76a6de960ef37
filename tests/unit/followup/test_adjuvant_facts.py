"""First adjuvant treatment: what was begun after surgery and before any recurrence."""

import pytest

from casebook.actions import recompute
from casebook.selectors.facts import facts_of
from followup.actions import assessments, treatments
from tests.factories import adjuvant, casebook, followup
from tests.factories.casebook import seeing

pytestmark = pytest.mark.django_db
FIRST = ("first_tace", "first_systemic")


@pytest.fixture
def site():
    return adjuvant.site()


@pytest.fixture
def participant(site):
    return adjuvant.participant(site)


def said(row) -> list[int | None]:
    """Days from surgery to the first TACE and to the first systemic agent."""
    with seeing(row.activation):
        facts = facts_of(row)
        # What the factory says by itself has no owner to work it out again.
        differences = [one for one in recompute.differences(row) if one.source_kind != "test"]
        assert differences == []
    found = [facts.get(name) for name in FIRST]
    return [(one.value.full - adjuvant.SURGERY).days if one else None for one in found]


@pytest.mark.parametrize(
    ("agent", "days"),
    [
        ("tace", [40, None]),
        ("tki", [None, 40]),
        ("immunotherapy", [None, 40]),
        ("anti_vegf", [None, 40]),
        ("chemotherapy", [None, 40]),
        ("haic", [None, None]),
        ("radiotherapy", [None, None]),
        ("ablation", [None, None]),
    ],
)
def test_each_agent_counts_as_the_protocol_says(participant, agent, days):
    adjuvant.course(participant, agent, 40)
    assert said(participant) == days


def test_the_first_of_each_kind_counts_in_whatever_order_they_are_typed(participant):
    adjuvant.course(participant, "tace", 80)
    adjuvant.course(participant, "tki", 70)
    adjuvant.course(participant, "tace", 40)
    adjuvant.course(participant, "immunotherapy", 60)
    assert said(participant) == [40, 60]


def test_treatment_before_surgery_is_not_adjuvant(participant):
    adjuvant.course(participant, "tace", -20)
    assert said(participant) == [None, None]
    adjuvant.course(participant, "tace", 30)
    assert said(participant) == [30, None]


def test_a_recurrence_ends_what_is_adjuvant(participant):
    adjuvant.course(participant, "tace", 120)
    adjuvant.course(participant, "tki", 90)
    assert said(participant) == [120, 90]
    adjuvant.scan(participant, 100, "recurrence")
    assert said(participant) == [None, 90]


def test_a_recurrence_taken_back_lets_it_count_again(participant):
    adjuvant.course(participant, "tace", 120)
    scan = adjuvant.scan(participant, 100, "recurrence")
    assert said(participant) == [None, None]
    with seeing(participant.activation):
        assessments.correct(
            record=scan,
            scan=followup.scan_of(adjuvant.day(100)),
            expected_version=1,
            reason="another participant's scan",
            **adjuvant.now(participant),
        )
    assert said(participant) == [120, None]


def test_a_corrected_start_moves_the_fact(participant):
    row = adjuvant.course(participant, "tace", 40)
    with seeing(participant.activation):
        treatments.correct(
            record=row,
            course=treatments.Course(
                agent="tace",
                product="as supplied",
                start_date=adjuvant.day(44),
                end_date=adjuvant.day(44),
            ),
            expected_version=1,
            reason="misread",
            **adjuvant.now(participant),
        )
    assert said(participant) == [44, None]


def test_without_the_day_of_surgery_nothing_is_adjuvant(site):
    row = casebook.participant(site)
    casebook.consent(row, scopes=adjuvant.SCOPES)
    casebook.known(row, enrolled=adjuvant.ENROLLED)
    adjuvant.course(row, "tace", 40)
    assert said(row) == [None, None]


def test_surgery_recorded_afterwards_makes_it_so(site):
    row = casebook.participant(site)
    casebook.consent(row, scopes=adjuvant.SCOPES)
    adjuvant.course(row, "tace", 40)
    casebook.saved_form(
        row,
        "screening_clinical",
        {"surgery_date": adjuvant.SURGERY.isoformat()},
        visit="SCR",
        complete=False,
    )
    assert said(row) == [40, None]
