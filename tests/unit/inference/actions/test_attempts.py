"""One request, one input, one result; every try is kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from audit.acts import acting
from casebook.actions import withdrawals
from casebook.consent_policies import UseNotAgreed, UseTakenBack
from casebook.models import Withdrawal
from casebook.policies import ConsentMissing, ParticipantWithdrew
from inference.actions import attempts, releases
from inference.actions.attempts import UnableToPredict
from inference.models import Prediction, PredictionAttempt
from jobs.models import Job
from tests.factories import casebook, people, protocols, running
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED, correct, registered
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
State = PredictionAttempt.State


@pytest.fixture
def release(site):
    return running.approved(site)


@pytest.fixture
def row(ready):
    return ready


def kept(row):
    with seeing(row.activation):
        found = PredictionAttempt.objects.filter(participant=row)
        return list(found.select_related("job").order_by("pk"))


def ended(attempt, outcome="failed", reasons=({"code": "broken", "fault": "ValueError"},)):
    with seeing(attempt.activation), people.setting_up():
        PredictionAttempt.objects.filter(pk=attempt.pk).update(
            outcome=outcome, reasons=list(reasons), ended_at=instant(JUDGED)
        )


def test_asking_freezes_the_input_and_submits_a_job(row, release):
    attempt = running.asked(row, release)
    assert (attempt.state, attempt.number) == (State.WAITING, 1)
    assert attempt.job.queue == "inference"
    assert attempt.job.payload == {"attempt_id": attempt.pk}
    assert attempt.job.activation_ids == [row.activation_id]
    assert attempt.input["release"] == release.manifest_sha256


def test_asking_twice_is_asking_once(row, release):
    assert running.asked(row, release).pk == running.asked(row, release).pk
    assert (len(kept(row)), Job.objects.count()) == (1, 1)


def test_two_people_who_ask_get_the_same_run(row, release):
    other = people.delegated(Role.DATA_MANAGER, row.activation).user
    assert running.asked(row, release).pk == running.asked(row, release, by=other).pk


def test_a_corrected_record_is_another_input(row, release):
    first = running.asked(row, release)
    correct(row, "screening_laboratory", albumin=41)
    second = running.asked(row, release)
    assert (second.number, second.input_sha256 != first.input_sha256) == (1, True)


def test_after_a_failure_it_is_tried_again_and_the_failure_kept(row, release):
    first = running.asked(row, release)
    ended(first)
    second = running.asked(row, release)
    assert (second.pk != first.pk, second.number) == (True, 2)
    assert second.job.key != first.job.key
    assert [one.state for one in kept(row)] == [State.FAILED, State.WAITING]


@pytest.mark.parametrize("state", ["failed", "canceled"])
def test_a_job_that_ended_without_a_word_may_be_tried_again(row, release, state):
    first = running.asked(row, release)
    gone = {"error": "three times over"} if state == "failed" else {}
    with people.setting_up():
        Job.objects.filter(pk=first.job_id).update(state=state, finished_at=people.NOW, **gone)
    assert kept(row)[0].state == state
    assert running.asked(row, release).number == 2


def test_what_cannot_run_is_kept_with_the_reasons_and_no_job(consented, release):
    attempt = running.asked(consented, release)
    assert (attempt.state, attempt.job) == (State.NOT_EVALUABLE, None)
    assert {"code": "missing", "name": "albumin"} in attempt.reasons
    assert running.asked(consented, release).pk == attempt.pk


@pytest.mark.parametrize("role", [Role.NURSE, Role.PI, Role.MONITOR, Role.SPONSOR])
def test_only_who_runs_predictors_asks(row, release, role):
    with pytest.raises(NotPermitted, match="Data manager"):
        running.asked(row, release, role)


def test_before_consent_nothing_is_run(site, release):
    with pytest.raises(ConsentMissing):
        running.asked(casebook.participant(site), release)


@pytest.mark.parametrize(
    ("scope", "refusal"),
    [
        (Withdrawal.Scope.FOLLOW_UP, ParticipantWithdrew),
        (Withdrawal.Scope.NEW_USE, UseTakenBack),
    ],
)
def test_after_consent_was_taken_back_nothing_is_run(row, release, scope, refusal):
    nurse = casebook.member(row.activation)
    with seeing(row.activation, by=nurse):
        withdrawals.record(
            participant=row,
            scope=scope,
            withdrawal_date=JUDGED - timedelta(days=1),
            by=nurse,
            at=instant(JUDGED),
        )
    with pytest.raises(refusal):
        running.asked(row, release)
    assert kept(row) == []


def test_who_did_not_agree_to_the_model_is_not_analyzed(site, release):
    row = running.screened(site)
    with seeing(site), people.setting_up():
        agreed = row.consents.get()
        agreed.scopes = {**agreed.scopes, "model_analysis": False}
        agreed.save()
    with pytest.raises(UseNotAgreed, match="analyzed by the prediction model"):
        running.asked(row, release)


def test_a_proposed_release_is_not_run(site, row):
    with pytest.raises(UnableToPredict, match="is proposed; only an approved"):
        running.asked(row, running.proposed(site))


def test_a_retired_release_is_not_run(site, row, release):
    by = casebook.member(site, Role.SPONSOR)
    releases.retire(release=release, reason="drift", by=by, at=people.NOW)
    release.refresh_from_db()
    with pytest.raises(UnableToPredict, match="is retired"):
        running.asked(row, release)


def test_what_runs_elsewhere_is_not_run_here(site, row):
    with pytest.raises(UnableToPredict, match="runs elsewhere"):
        running.asked(row, registered(site.trial))


def test_a_release_of_another_trial_is_not_run(row):
    other = running.approved(protocols.open_site("hcc-adj"))
    with pytest.raises(UnableToPredict, match="no such release"):
        running.asked(row, other)


def test_an_attempt_that_is_not_stored_submits_nothing(row, release, monkeypatch):
    monkeypatch.setattr(attempts, "key_of", lambda attempt: "x" * 300)
    with pytest.raises(Exception, match="too long"):
        running.asked(row, release)
    assert (kept(row), Job.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "done", "ended_at": people.NOW},
        {"outcome": "failed", "ended_at": people.NOW},
        {"outcome": "failed", "reasons": [{"code": "broken"}]},
        {"ended_at": people.NOW},
        {"input_sha256": "short"},
    ],
)
def test_the_database_keeps_an_attempt_whole(row, release, changes):
    attempt = running.asked(row, release)
    with seeing(row.activation), people.setting_up(), pytest.raises(IntegrityError):
        PredictionAttempt.objects.filter(pk=attempt.pk).update(**changes)


def test_one_input_has_one_result(row, release, django_capture_on_commit_callbacks):
    done = running.run(row, release, django_capture_on_commit_callbacks)
    assert done.state is State.DONE
    done.pk, done.number = None, 2
    with (
        seeing(row.activation),
        acting(by=people.SETUP, action="tests"),
        pytest.raises(IntegrityError, match="attempt_done_once"),
    ):
        done.save(force_insert=True)


def test_another_site_sees_no_attempt(row, release):
    attempt = running.asked(row, release)
    with seeing(protocols.open_site()):
        assert not PredictionAttempt.objects.exists()
        assert not attempt.events.exists()
        assert not Prediction.objects.exists()
