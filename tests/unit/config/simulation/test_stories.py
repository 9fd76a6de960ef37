"""Three people of each trial, lived through once; every test here only looks."""

from datetime import UTC, datetime

import pytest

from casebook.actions.recompute import differences
from casebook.models import FormRecord, Participant, Record, Visit
from casebook.selectors.facts import facts_for
from config.demo import setting
from config.simulation import numbers
from config.simulation.scene import UnableToSimulate, scene_of
from config.simulation.screening import DECLINED
from enrollment.domain.status import Status
from enrollment.models import (
    EligibilityDecision,
    Enrollment,
    ScreeningClosure,
    TreatmentDecision,
)
from enrollment.selectors.screening import lines_of
from followup.domain.worklist import Kind
from followup.models import AdverseEvent, Surgery, TreatmentCourse, TumorAssessment
from followup.selectors.worklist import worklist
from inference.models import Commitment, Prediction
from tests.factories import people
from tests.factories.casebook import seeing
from trials.domain.values import Known
from trials.models import SiteActivation, Trial

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
TRIALS = tuple(numbers.STORIES)
THREE = 3


def scene_in(slug, *, participants=THREE, seed=1, now=NOW):
    return scene_of(
        Trial.objects.get(slug=slug),
        participants=participants,
        seed=seed,
        now=now,
        password=people.PASSWORD,
    )


def live(scene):
    ones = numbers.numbers_of(scene)
    for one in ones:
        numbers.write(scene, one, is_last=one is ones[-1])


@pytest.fixture(scope="module")
def lived(demo_db, django_db_blocker):
    with django_db_blocker.unblock():
        for slug in TRIALS:
            live(scene_in(slug))
        yield


@pytest.fixture(params=TRIALS)
def scene(request, lived):
    one = scene_in(request.param)
    with seeing(*SiteActivation.objects.filter(trial=one.trial)):
        yield one


def people_of(scene):
    return Participant.objects.filter(activation__trial=scene.trial).select_related(
        "activation__trial"
    )


def tasks_of(scene):
    return worklist(
        scene.trial,
        activations=[team.activation.pk for team in scene.teams],
        user=scene.teams[0].nurse,
        now=NOW,
    )


def test_as_many_are_enrolled_as_were_asked_for(scene):
    assert Enrollment.objects.filter(activation__trial=scene.trial).count() == THREE


def test_two_sites_take_part_each_with_its_own_people(scene):
    assert len(scene.teams) == 2
    assert len({team.nurse.pk for team in scene.teams}) == 2
    for visit in Visit.objects.filter(activation__trial=scene.trial):
        team = next(one for one in scene.teams if one.activation.pk == visit.activation_id)
        assert visit.entered_by_id == team.nurse.pk


def test_screen_failures_stay_in_the_log_each_with_its_reason(scene):
    failed = [
        line
        for line in lines_of(people_of(scene), today=scene.today)
        if line.status is Status.NOT_ELIGIBLE
    ]
    assert failed
    for line in failed:
        signed = EligibilityDecision.objects.get(participant=line.participant)
        assert signed.verdict == EligibilityDecision.Verdict.INELIGIBLE


def test_who_declined_is_no_longer_in_screening(scene):
    asked = people_of(scene)
    declined = [row for row in asked if row.screening_reason.startswith(DECLINED)]
    closed = ScreeningClosure.objects.filter(participant__in=asked, code="declined")
    assert sorted(one.participant_id for one in closed) == sorted(row.pk for row in declined)


def test_some_are_still_in_screening_this_morning(scene):
    lines = lines_of(people_of(scene), today=scene.today)
    assert [line.status for line in lines].count(Status.SCREENING) >= 2


def test_today_is_a_plausible_day(scene):
    found = {task.kind for task in tasks_of(scene)}
    assert {Kind.SAE_CLOCK, Kind.OVERDUE, Kind.DUE_TODAY} <= found


def test_one_clock_runs_and_it_runs_since_this_morning(scene):
    (clock,) = [task for task in tasks_of(scene) if task.kind is Kind.SAE_CLOCK]
    assert 0 < clock.hours < 24


def test_nobody_who_was_not_enrolled_is_expected_at_a_visit(scene):
    enrolled = {
        code
        for code in people_of(scene).filter(enrollment__isnull=False).values_list("code", flat=True)
    }
    expected = {
        task.participant
        for task in tasks_of(scene)
        if task.kind in {Kind.OVERDUE, Kind.DUE_TODAY, Kind.CLOSING} and task.item != "SCR"
    }
    assert expected <= enrolled


def test_facts_recompute_without_differences(scene):
    for participant in people_of(scene):
        assert differences(participant) == [], participant


def test_nothing_happened_after_now_and_nothing_before_the_sites_opened(scene):
    for model in (FormRecord, Visit, AdverseEvent, TumorAssessment, TreatmentCourse):
        for row in model.objects.filter(activation__trial=scene.trial):
            assert row.entered_at <= NOW, row
            assert row.entered_at.date() > setting.OPENED, row


def test_every_record_tells_the_act_that_wrote_it(scene):
    for row in FormRecord.objects.filter(activation__trial=scene.trial):
        assert row.events.first().pgh_context["action"] == "casebook.save"
        assert row.events.first().pgh_context["username"] == row.entered_by.username


def test_everybody_is_marked_as_invented_where_they_entered(scene):
    for participant in people_of(scene):
        assert "(synthetic 1/3/" in participant.screening_reason


def test_forms_are_complete_but_for_what_somebody_left(scene):
    rows = FormRecord.objects.filter(activation__trial=scene.trial)
    left = rows.filter(status=Record.Status.INCOMPLETE)
    assert rows.count() > 20
    assert left.count() <= 3


def test_the_same_seed_and_day_draw_the_same_people(scene):
    again = [
        (one.number, one.plan, one.fate, one.screened, one.team.activation.pk)
        for one in numbers.numbers_of(scene_in(scene.trial.slug))
    ]
    before = [
        (one.number, one.plan, one.fate, one.screened, one.team.activation.pk)
        for one in numbers.numbers_of(scene)
    ]
    assert again == before
    other = [one.plan for one in numbers.numbers_of(scene_in(scene.trial.slug, seed=2))]
    assert other != [plan for _, plan, *_ in before]


def test_done_again_nobody_is_there_twice(scene):
    before = people_of(scene).count()
    live(scene)
    assert people_of(scene).count() == before


def test_a_low_score_stays_in_the_log_with_its_score(lived):
    scene = scene_in("hcc-neo")
    with seeing(*SiteActivation.objects.filter(trial=scene.trial)):
        low = Prediction.objects.filter(activation__trial=scene.trial, score__lt="0.5")
        assert low.exists()
        assert not Enrollment.objects.filter(participant__in=low.values("participant")).exists()
        assert Surgery.objects.filter(activation__trial=scene.trial).count() == THREE


def test_predictions_of_hcc_adj_are_sealed_and_what_was_received_is_locked(lived):
    scene = scene_in("hcc-adj")
    with seeing(*SiteActivation.objects.filter(trial=scene.trial)):
        assert Commitment.objects.filter(activation__trial=scene.trial).count() == THREE
        locked = TreatmentDecision.objects.filter(
            activation__trial=scene.trial, status=Record.Status.LOCKED
        )
        assert locked.count() >= 2


def test_a_trial_without_an_investigator_at_its_sites_is_refused(lived):
    with pytest.raises(UnableToSimulate, match="No site of crlm"):
        scene_in("crlm")


def test_a_trial_nobody_wrote_a_story_for_is_refused(lived, monkeypatch):
    monkeypatch.delitem(numbers.STORIES, "rectal")
    with pytest.raises(UnableToSimulate, match="story of rectal"):
        numbers.numbers_of(scene_in("rectal"))


def test_what_the_propensity_of_hcc_adj_reads_is_written_down(lived):
    scene = scene_in("hcc-adj")
    weighted = next(one for one in scene.protocol.analyses if one.id == "consistency_weighted")
    with seeing(*SiteActivation.objects.filter(trial=scene.trial)):
        rows = [one.participant for one in Enrollment.objects.filter(activation__trial=scene.trial)]
        facts = [facts_for(one, scene.protocol) for one in rows]
    known = {
        name: sum(isinstance(one.get(name), Known) for one in facts) for name in weighted.covariates
    }
    assert {name: number for name, number in known.items() if number < THREE - 1} == {}
