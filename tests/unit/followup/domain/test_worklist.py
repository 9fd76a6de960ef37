from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followup.domain.seriousness import ReportClock
from followup.domain.worklist import (
    KIND_LABELS,
    Kind,
    Person,
    SeriousEvent,
    Task,
    Waiting,
    counts,
    in_order,
    safety_tasks,
    visit_tasks,
    waiting_tasks,
)
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.schedule import Visit
from trials.domain.text import Text
from trials.domain.values import Known
from trials.domain.visit_plan import PlannedVisit, plan
from trials.domain.windows import VisitState, VisitWindow

TODAY = date(2026, 7, 10)
NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)
LI = Person(code="HN01-0007-8", site="01")

MONTH_6 = Visit(
    visit="M06",
    label=Text(en="Month 6", zh="术后 6 个月"),
    anchor="surgery_date",
    months=6,
    window=(-14, 14),
)


def planned(state, due=TODAY):
    window = VisitWindow(due=due, opens=due - timedelta(days=14), closes=due + timedelta(days=14))
    return PlannedVisit(visit=MONTH_6, window=window, state=state)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (VisitState.OVERDUE, Kind.OVERDUE),
        (VisitState.DUE_TODAY, Kind.DUE_TODAY),
        (VisitState.CLOSING, Kind.CLOSING),
    ],
)
def test_a_visit_that_presses_is_a_task(state, kind):
    (task,) = visit_tasks(LI, [planned(state)], today=TODAY)
    assert (task.kind, task.participant, task.site, task.item) == (
        kind,
        "HN01-0007-8",
        "01",
        "M06",
    )
    assert task.label == MONTH_6.label
    assert task.due == TODAY


@pytest.mark.parametrize(
    "state",
    sorted(set(VisitState) - {VisitState.OVERDUE, VisitState.DUE_TODAY, VisitState.CLOSING}),
)
def test_other_visits_are_no_task(state):
    assert list(visit_tasks(LI, [planned(state)], today=TODAY)) == []


def test_a_visit_that_is_not_placed_is_no_task():
    assert list(visit_tasks(LI, [PlannedVisit(visit=MONTH_6)], today=TODAY)) == []


@pytest.mark.parametrize(
    ("due", "days"), [("2026-07-10", 14), ("2026-06-26", 0), ("2026-06-14", -12)]
)
def test_days_are_counted_to_the_end_of_the_window(due, days):
    one = planned(VisitState.OVERDUE, date.fromisoformat(due))
    (task,) = visit_tasks(LI, [one], today=TODAY)
    assert task.days == days


def event(hours_ago, reported=False):
    aware_at = NOW - timedelta(hours=hours_ago)
    clock = ReportClock(aware_at=aware_at, reported_at=NOW if reported else None)
    return SeriousEvent(id="31", term="Sepsis", clock=clock)


def test_a_serious_event_counts_down_a_day():
    (task,) = safety_tasks(LI, [event(hours_ago=20)], now=NOW)
    assert (task.kind, task.item, task.label) == (Kind.SAE_CLOCK, "31", "Sepsis")
    assert task.hours == 4
    assert task.due == NOW + timedelta(hours=4)


def test_a_serious_event_stays_when_its_day_has_passed():
    (task,) = safety_tasks(LI, [event(hours_ago=30)], now=NOW)
    assert task.hours == -6


def test_a_serious_event_counts_down_what_the_protocol_gives():
    """Across the night the clocks were put forward: six hours pass in seven on the wall."""
    zone = ZoneInfo("Europe/Berlin")
    aware_at = datetime(2026, 3, 28, 22, tzinfo=zone)
    clock = ReportClock(aware_at=aware_at, within=timedelta(hours=6))
    one = SeriousEvent(id="31", term="Sepsis", clock=clock)
    (task,) = safety_tasks(LI, [one], now=aware_at.astimezone(UTC) + timedelta(hours=1))
    assert f"{task.due:%Y-%m-%d %H:%M}" == "2026-03-29 05:00"
    assert task.hours == 5


def test_a_reported_event_is_no_task():
    assert list(safety_tasks(LI, [event(hours_ago=2, reported=True)], now=NOW)) == []


def test_what_waits_is_counted_from_the_day_it_began():
    waiting = Waiting(id="5", label="Operation", since=date(2026, 7, 1))
    (task,) = waiting_tasks(LI, Kind.UNSIGNED, [waiting], today=TODAY)
    assert (task.kind, task.item, task.days) == (Kind.UNSIGNED, "5", -9)


def task(kind, *, left=0, participant="A", site="01", item="x"):
    return Task(
        kind=kind,
        participant=participant,
        site=site,
        item=item,
        label=item,
        margin=timedelta(days=left),
    )


def test_tasks_come_by_urgency_then_least_time_left_then_participant():
    ordered = [
        task(Kind.SAE_CLOCK, left=1),
        task(Kind.OVERDUE, left=-12),
        task(Kind.OVERDUE, left=-1, participant="A"),
        task(Kind.OVERDUE, left=-1, participant="B"),
        task(Kind.DUE_TODAY, left=14),
        task(Kind.CLOSING, left=2),
        task(Kind.UNFINISHED, left=-40),
        task(Kind.OPEN_QUERY, left=-30),
        task(Kind.UNSIGNED, left=-90),
        task(Kind.PENDING_PREDICTION),
    ]
    assert in_order(reversed(ordered)) == ordered


def test_counts_name_every_kind_zero_included():
    found = counts([task(Kind.OVERDUE), task(Kind.OVERDUE), task(Kind.UNSIGNED)])
    assert list(found) == list(Kind)
    assert found[Kind.OVERDUE] == 2
    assert found[Kind.SAE_CLOCK] == 0


def test_every_kind_has_a_label():
    assert set(KIND_LABELS) == set(Kind)


# One morning at the shipped trial: four participants, one list.


def hcc_neo_tasks(code, facts, recorded=None, ended=None):
    visits = plan(
        protocol=shipped("hcc-neo"),
        facts=facts,
        recorded=recorded or {},
        today=TODAY,
        ended=ended,
    )
    return list(visit_tasks(Person(code=code, site="01"), visits, today=TODAY))


def operated_on(day, **facts):
    surgery = Known(PartialDate.parse(day))
    return {"surgery_date": surgery, "arm": Known("surgery_alone"), **facts}


EARLIER = {"SURG": None, "POD30": None, "M03": None}


def test_one_morning_puts_the_most_pressing_first():
    tasks = in_order(
        [
            *hcc_neo_tasks("D", operated_on("2026-01-26"), EARLIER),
            *hcc_neo_tasks("C", operated_on("2025-12-31"), EARLIER),
            *hcc_neo_tasks("B", operated_on("2026-01-10"), EARLIER),
            *hcc_neo_tasks("A", operated_on("2025-12-14"), EARLIER),
            *safety_tasks(Person(code="E", site="01"), [event(hours_ago=20)], now=NOW),
        ]
    )
    assert [(task.kind, task.participant, task.item) for task in tasks] == [
        (Kind.SAE_CLOCK, "E", "31"),
        (Kind.OVERDUE, "A", "M06"),
        (Kind.DUE_TODAY, "B", "M06"),
        (Kind.CLOSING, "C", "M06"),
    ]
    assert [task.days for task in tasks[1:]] == [-12, 14, 4]


def test_someone_who_died_asks_for_no_more_visits():
    recorded = {**EARLIER, "M06": date(2026, 6, 14)}
    facts = operated_on("2025-03-14")
    assert hcc_neo_tasks("A", facts, recorded, ended=date(2025, 9, 1)) == []
    assert hcc_neo_tasks("A", facts, recorded) != []


def test_someone_whose_surgery_date_is_not_exact_asks_for_no_visit_yet():
    assert hcc_neo_tasks("A", operated_on("2026-01"), EARLIER) == []
