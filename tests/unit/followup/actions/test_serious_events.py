"""Who was told of a serious event, what the sponsor holds of it, and the clocks by both."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from followup.actions import adverse_events, serious_events
from followup.actions.recording import UnableToRecord
from followup.actions.serious_events import Judgment
from followup.domain.clocks import Rule, State, clocks
from followup.domain.serious_reports import Report
from followup.models import AdverseEvent, SeriousReport, SponsorJudgment
from followup.selectors.serious_events import case_of, judged_agents
from tests.factories import followup, people
from tests.factories.casebook import instant, seeing
from tests.factories.followup import LATER
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db

NOW = instant(LATER)
KNEW = NOW - timedelta(hours=20)
TOLD = KNEW + timedelta(hours=1)


@pytest.fixture
def event(participant):
    return followup.adverse_event(
        participant,
        "Sepsis",
        4,
        seriousness=("life_threatening",),
        aware_at=KNEW,
        causality={"lenvatinib": "not_related"},
    )


@pytest.fixture
def sponsor(site):
    return people.delegated(Role.SPONSOR, site).user


@pytest.fixture
def known(event, nurse, inside):
    """The sponsor was told after an hour."""
    return serious_events.tell(event=event, report=first_word(), by=nurse, at=NOW)


def first_word():
    return Report(recipient="sponsor", stage="initial", told_at=TOLD)


def report(recipient="authority", stage="initial", hours=2, **more):
    return Report(recipient=recipient, stage=stage, told_at=TOLD + timedelta(hours=hours), **more)


def tell(event, by, at=NOW, **given):
    return serious_events.tell(event=event, report=report(**given), by=by, at=at)


def fresh(event):
    return AdverseEvent.objects.get(pk=event.pk)


def states(event, at=NOW):
    return {clock.rule: clock.state(at) for clock in clocks(case_of(fresh(event)))}


def judge(event, by, **said):
    return serious_events.judge(event=event, judgment=Judgment(**said), by=by, at=NOW)


def test_first_word_to_the_sponsor_stands_on_the_event(known, event, sponsor):
    assert fresh(event).reported_at == TOLD
    assert not SeriousReport.objects.exists()
    with pytest.raises(UnableToRecord, match="told of this event already"):
        serious_events.tell(event=event, report=first_word(), by=known.entered_by, at=NOW)
    given = {"recipient": "sponsor", "stage": "initial", "told_at": TOLD}
    noted = {"noted_by": sponsor, "noted_at": NOW}
    writing = people.acting(by=sponsor, action="tests.write")
    with pytest.raises(IntegrityError, match="first_word_to_sponsor"), writing:
        SeriousReport.objects.create(activation=event.activation, event=event, **given, **noted)


def test_reports_to_the_authority_stop_the_days(known, event, sponsor):
    assert states(event) == {
        Rule.SITE: State.MET,
        Rule.FATAL: State.RUNNING,
        Rule.FATAL_FOLLOW_UP: State.RUNNING,
    }
    tell(event, sponsor, reference="NMPA 2026-114")
    assert states(event)[Rule.FATAL] is State.MET
    tell(event, sponsor, stage="follow_up", hours=3)
    assert states(event)[Rule.FATAL_FOLLOW_UP] is State.MET


def test_new_information_starts_fifteen_days(known, event, nurse):
    tell(event, nurse, recipient="sponsor", stage="follow_up", content="Blood culture read.")
    assert states(event)[Rule.NEWS] is State.RUNNING


def test_threat_learned_later_counts_from_then(known, event, nurse):
    news = {"recipient": "sponsor", "stage": "follow_up", "content": "Now on the ward for it."}
    tell(event, nurse, hours=5, turned_urgent=True, **news)
    fatal = next(one for one in clocks(case_of(fresh(event))) if one.rule is Rule.FATAL)
    assert fatal.started_at == TOLD + timedelta(hours=5)
    assert Rule.OTHER in states(event)


def test_struck_report_counts_no_more_and_stays(known, event, sponsor):
    row = tell(event, sponsor)
    serious_events.strike(report=row, reason="Another participant", by=sponsor, at=NOW)
    assert states(event)[Rule.FATAL] is State.RUNNING
    assert SeriousReport.objects.get().struck_reason == "Another participant"
    with pytest.raises(UnableToRecord, match="struck out already"):
        serious_events.strike(report=row, reason="Again", by=sponsor, at=NOW)
    tell(event, sponsor, hours=4)
    assert states(event)[Rule.FATAL] is State.MET


def test_strike_says_why(known, event, sponsor):
    row = tell(event, sponsor)
    with pytest.raises(UnableToRecord, match="Say why"):
        serious_events.strike(report=row, reason=" ", by=sponsor, at=NOW)


def test_report_that_cannot_be_is_refused(known, event, sponsor):
    for said, given in (
        ("no initial report before", {"stage": "follow_up"}),
        ("in the future", {"hours": 30}),
        ("first report", {"recipient": "family"}),
    ):
        with pytest.raises(UnableToRecord, match=said):
            tell(event, sponsor, **given)


def test_only_a_serious_event_is_reported_and_judged(inside, participant, sponsor):
    mild = followup.adverse_event(participant)
    with pytest.raises(UnableToRecord, match="Only a serious event"):
        tell(mild, sponsor)
    with pytest.raises(UnableToRecord, match="serious events only"):
        judge(mild, sponsor, expected=True)


def test_authority_is_told_by_the_sponsor_alone(known, event, nurse):
    with pytest.raises(NotPermitted):
        tell(event, nurse)
    assert tell(event, nurse, recipient="ethics").recipient == "ethics"


def test_expedited_until_both_sides_exclude_the_cause(known, event, sponsor, site, nurse):
    agents = judged_agents(event)
    with seeing(site, by=nurse):
        given = followup.event_of(
            "Sepsis", 4, seriousness=("life_threatening",), aware_at=KNEW,
            causality=dict.fromkeys(agents, "not_related"),
        )  # fmt: skip
        adverse_events.correct(
            record=event, event=given, expected_version=2, reason="Judged", by=nurse, at=NOW
        )
    assert Rule.FATAL in states(event)
    judge(event, sponsor, causality=dict.fromkeys(agents, "not_related"))
    assert set(states(event)) == {Rule.SITE}
    judge(event, sponsor, causality={**dict.fromkeys(agents, "not_related"), "pd1": "related"})
    assert Rule.FATAL in states(event)
    assert SponsorJudgment.objects.count() == 2


def test_the_sponsor_has_the_last_word_on_expectedness(known, event, sponsor):
    judge(event, sponsor, expected=True)
    assert set(states(event)) == {Rule.SITE}
    assert fresh(event).expected is None


def test_judged_unexpected_later_counts_from_then(known, event, sponsor):
    judge(event, sponsor, expected=True)
    later = NOW + timedelta(days=3)
    serious_events.judge(event=event, judgment=Judgment(expected=False), by=sponsor, at=later)
    starts = {one.rule: one.started_at for one in clocks(case_of(fresh(event)))}
    assert starts[Rule.FATAL] == later


def test_blamed_later_counts_from_the_correction(inside, participant, sponsor, site, nurse):
    event = followup.adverse_event(
        participant, "Sepsis", 3, seriousness=("disability",), aware_at=KNEW, expected=False
    )
    cleared = dict.fromkeys(judged_agents(event), "not_related")
    serious_events.tell(event=event, report=first_word(), by=nurse, at=NOW)
    judge(event, sponsor, causality=cleared)
    later = NOW + timedelta(days=2)
    for causality, at in ((cleared, NOW), ({**cleared, "lenvatinib": "related"}, later)):
        with seeing(site, by=nurse):
            adverse_events.correct(
                record=event,
                event=followup.event_of("Sepsis", 3, seriousness=("disability",), aware_at=KNEW,
                                        expected=False, causality=causality),
                expected_version=fresh(event).version, reason="Judged", by=nurse, at=at,
            )  # fmt: skip
    other = next(one for one in clocks(case_of(fresh(event))) if one.rule is Rule.OTHER)
    assert other.started_at == later


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Judge the cause"),
        ({"causality": {"aspirin": "related"}}, "agents of the protocol only"),
        ({"causality": {"pd1": "perhaps"}}, "related or not related"),
    ],
)
def test_judgment_that_says_nothing_is_refused(known, event, sponsor, said, why):
    with pytest.raises(UnableToRecord, match=why):
        judge(event, sponsor, **said)


def test_the_site_judges_not_for_the_sponsor(known, event, nurse):
    with pytest.raises(NotPermitted):
        judge(event, nurse, expected=True)
