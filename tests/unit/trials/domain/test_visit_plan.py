from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.shipped_protocols import shipped
from tests.factories.small_protocols import small_form, small_protocol, words
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.forms import ItemType
from trials.domain.values import Absent, Known
from trials.domain.visit_plan import awaited, facts_behind, plan
from trials.domain.windows import VisitState, VisitWindow, state_of

SURGERY = Known(PartialDate(2026, 1, 10))
DATE_FACT = {"type": "date", "owner": "followup"}


def visit(code, *, anchor="surgery_date", window=(-14, 14), **parts):
    return {
        "visit": code,
        "label": words(code),
        "anchor": anchor,
        "window": list(window),
        **({"months": 6} if not {"days", "weeks", "months"} & parts.keys() else {}),
        **parts,
    }


def planned(*visits, recorded=None, today=date(2026, 7, 10), ended=None, **facts):
    protocol = small_protocol(
        forms=[small_form({"id": "cycles", "type": "integer"}).model_dump(by_alias=True)],
        facts={
            "surgery_date": {**DATE_FACT, "label": words("Surgery")},
            "enrolled": {**DATE_FACT, "label": words("Enrolled")},
        },
        schedule={"printed": False, "visits": list(visits)},
    )
    return plan(protocol=protocol, facts=facts, recorded=recorded or {}, today=today, ended=ended)


def states(found):
    return {one.visit.visit: one.state for one in found}


def test_a_visit_is_placed_by_its_anchor():
    (found,) = planned(visit("M06"), surgery_date=SURGERY)
    assert found.window == VisitWindow(
        due=date(2026, 7, 10), opens=date(2026, 6, 26), closes=date(2026, 7, 24)
    )
    assert found.state is VisitState.DUE_TODAY


@pytest.mark.parametrize(
    "facts",
    [{}, {"surgery_date": Absent("unknown")}, {"surgery_date": Known(PartialDate(2026, 1))}],
)
def test_a_visit_without_an_exact_anchor_waits_for_it(facts):
    (found,) = planned(visit("M06"), **facts)
    assert (found.window, found.state) == (None, None)


def test_visits_hang_on_their_own_anchors_in_the_order_of_the_protocol():
    found = planned(
        visit("BL", anchor="enrolled", days=0),
        visit("M06"),
        visit("M03", months=3),
        enrolled=Known(PartialDate(2025, 12, 1)),
        surgery_date=SURGERY,
    )
    assert [one.visit.visit for one in found] == ["BL", "M06", "M03"]
    assert [one.window.due for one in found] == [
        date(2025, 12, 1),
        date(2026, 7, 10),
        date(2026, 4, 10),
    ]


def test_a_visit_done_or_declared_missed_is_neither_due_nor_overdue():
    found = planned(
        visit("M03", months=3),
        visit("M06"),
        surgery_date=SURGERY,
        recorded={"M03": None, "M06": date(2026, 7, 12)},
        today=date(2026, 12, 1),
    )
    assert states(found) == {"M03": VisitState.MISSED, "M06": VisitState.DONE_IN_WINDOW}
    assert [one.done_on for one in found] == [None, date(2026, 7, 12)]


CYCLE_3 = visit("C3", weeks=6, when={"fact": "cycles", "at_least": 3})


def test_a_visit_that_does_not_apply_is_left_out():
    assert planned(CYCLE_3, surgery_date=SURGERY, cycles=Known(2)) == []


def test_a_visit_that_applies_is_placed():
    (found,) = planned(CYCLE_3, surgery_date=SURGERY, cycles=Known(3))
    assert found.state is VisitState.OVERDUE


def test_a_visit_of_which_nobody_can_tell_yet_is_not_overdue():
    (found,) = planned(CYCLE_3, surgery_date=SURGERY)
    assert (found.window, found.state) == (None, None)


def test_a_visit_that_took_place_stays_though_it_no_longer_applies():
    (found,) = planned(
        CYCLE_3, surgery_date=SURGERY, cycles=Known(2), recorded={"C3": date(2026, 2, 21)}
    )
    assert found.state is VisitState.DONE_IN_WINDOW


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (None, ["M03", "M06", "M09"]),
        (date(2026, 4, 9), []),
        (date(2026, 4, 10), ["M03"]),
        (date(2026, 7, 10), ["M03", "M06"]),
    ],
)
def test_nothing_due_after_the_end_is_expected(ended, expected):
    found = planned(
        visit("M03", months=3),
        visit("M06"),
        visit("M09", months=9),
        surgery_date=SURGERY,
        ended=ended,
    )
    assert [one.visit.visit for one in found] == expected


def test_a_visit_recorded_after_the_end_stays():
    found = planned(
        visit("M06"),
        surgery_date=SURGERY,
        ended=date(2026, 6, 30),
        recorded={"M06": date(2026, 6, 28)},
    )
    assert states(found) == {"M06": VisitState.DONE_IN_WINDOW}


def test_a_visit_that_waits_for_its_anchor_ends_with_the_participation():
    assert planned(visit("M06"), ended=date(2026, 6, 30)) == []


def test_a_protocol_without_a_schedule_plans_nothing():
    found = plan(protocol=small_protocol(), facts={}, recorded={}, today=date(2026, 7, 10))
    assert found == []


# --- what is awaited -----------------------------------------------------------------------------
SLUGS = ("hcc-neo", "hcc-adj", "rectal")
UNRECORDED = {
    VisitState.NOT_OPEN,
    VisitState.OPEN,
    VisitState.CLOSING,
    VisitState.DUE_TODAY,
    VisitState.OVERDUE,
}
some_days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def answers_to(name, protocol):
    """Something that could stand under that name, or a reason why nothing does."""
    declared = protocol.declaration(name)
    if declared.type is ItemType.DATE:
        known = st.builds(PartialDate.of, some_days) | st.just(PartialDate(2026, 2))
    elif declared.codes:
        known = st.sampled_from(sorted(declared.codes))
    else:
        known = st.booleans() if declared.type is ItemType.YES_NO else st.integers(0, 5)
    return st.builds(Known, known) | st.just(Absent("unknown"))


@st.composite
def worlds(draw):
    slug = draw(st.sampled_from(SLUGS))
    protocol = shipped(slug)
    names = draw(st.sets(st.sampled_from(sorted(facts_behind(protocol)))))
    codes = [visit.visit for visit in protocol.visits]
    return slug, {
        "facts": {name: draw(answers_to(name, protocol)) for name in sorted(names)},
        "recorded": draw(st.dictionaries(st.sampled_from(codes), st.none() | some_days)),
        "today": draw(some_days),
        "ended": draw(st.none() | some_days),
    }


@given(worlds())
def test_what_is_awaited_is_on_any_day_the_part_of_the_plan_nobody_has_recorded(world):
    slug, known = world
    whole = plan(protocol=shipped(slug), **known)
    today = known.pop("today")
    found = awaited(protocol=shipped(slug), **known)
    standing = [replace(one, state=state_of(one.window, today=today)) for one in found]
    assert standing == [one for one in whole if one.state in UNRECORDED]


@given(worlds(), some_days)
def test_no_other_fact_moves_a_visit(world, day):
    slug, known = world
    protocol = shipped(slug)
    others = {name: Known(PartialDate.of(day)) for name in protocol.names - facts_behind(protocol)}
    derived = {name for name, fact in protocol.facts.items() if fact.is_derived}
    more = {name: other for name, other in others.items() if name not in derived}
    with_more = {**known, "facts": {**more, **known["facts"]}}
    assert plan(protocol=protocol, **with_more) == plan(protocol=protocol, **known)
