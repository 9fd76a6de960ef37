"""The job: from the frozen input to a score that counts, or to a sealed one nobody reads."""

import pytest

from audit.acts import Refusal
from casebook.actions import withdrawals
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import facts_of
from inference import prediction_tasks
from inference.actions import attempts, releases
from inference.models import Commitment, Prediction, PredictionAttempt
from inference.packages import store
from inference.selectors.predictions import counting, predictions_of
from jobs import clock
from jobs.models import Job
from jobs.pulse import Silence
from jobs.runner import RunningJob
from tests.factories import casebook, packages, people, protocols, running
from tests.factories.casebook import seeing
from tests.factories.enrollment import correct, prediction
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
State = PredictionAttempt.State


@pytest.fixture
def release(site):
    return running.approved(site)


@pytest.fixture
def row(ready):
    return ready


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return lambda row, release: running.run(row, release, django_capture_on_commit_callbacks)


def scores(row):
    with seeing(row.activation):
        return predictions_of(row)


def test_a_run_becomes_the_score_and_the_fact(row, release, run):
    attempt = run(row, release)
    (score,) = scores(row)
    assert attempt.state is State.DONE
    assert (score.attempt_id, score.run_id) == (attempt.pk, f"concord-{attempt.pk}")
    assert score.imaging_date.isoformat() == "2026-01-04"
    with seeing(row.activation):
        fact = facts_of(row)["pre_score"]
    assert fact.value == score.score.normalize()
    assert 0 < fact.value < 1


def test_what_it_ran_on_and_what_it_read_are_noted(row, release, run):
    attempt = run(row, release)
    assert attempt.used == ["table"]
    assert attempt.platform["torch"].startswith("2.13")
    assert attempt.started_at <= attempt.ended_at
    assert attempt.job.result == {"url": f"/trials/hcc-neo/participants/{row.code}/predictions/"}


def test_the_same_input_has_the_same_bits_for_another_participant(site, row, release, run):
    run(row, release)
    other = running.screened(site)
    run(other, release)
    assert scores(row)[0].score == scores(other)[0].score


def test_a_second_input_is_run_and_the_first_score_counts(row, release, run):
    run(row, release)
    correct(row, "screening_clinical", largest_tumor=90)
    run(row, release)
    first, second = scores(row)
    assert second.score > first.score
    assert counting([first, second]) == [first]


def test_a_score_typed_before_goes_on_counting(row, release, run):
    typed = prediction(row, "0.49")
    run(row, release)
    assert counting(scores(row)) == [typed]


@pytest.mark.parametrize("weight", [0.0, -1e-9])
def test_the_boundary_is_never_reached_by_rounding(site, row, run, tmp_path, weight):
    """A probability of 0.4999999999 is stored as 0.49999999, not as the 0.5 that qualifies."""
    packages.package(
        tmp_path / "release",
        weights=packages.weights([[0.0, 0.0, 0.0]], [weight]),
        golden=packages.GoldenCases(cases=()),
    )
    run(row, running.approved(site, tmp_path / "release"))
    assert str(scores(row)[0].score) == ("0.50000000" if weight == 0 else "0.49999999")


@pytest.mark.parametrize("moment", ["before the run", "before the result is kept"])
def test_new_use_taken_back_while_it_waits_leaves_nothing(row, release, run, monkeypatch, moment):
    """Withdrawing stops at once what is queued, and what is running by the time it ends."""
    module, name = (
        (attempts, "_begin") if moment == "before the run" else (prediction_tasks, "keep")
    )
    step = getattr(module, name)

    def and_take_back(*args, **kwargs):
        if name == "keep":
            take_back(row)
            return step(*args, **kwargs)
        attempt = step(*args, **kwargs)
        take_back(row)
        return attempt

    monkeypatch.setattr(module, name, and_take_back)
    attempt = run(row, release)
    assert attempt.state is State.FAILED
    assert attempt.reasons == [{"code": "use_taken_back"}]
    assert scores(row) == []


def take_back(row):
    nurse, now = casebook.member(row.activation), clock.now()
    with seeing(row.activation, by=nurse):
        withdrawals.record(
            participant=row,
            scope="new_use",
            withdrawal_date=day_at(row.activation, now),
            by=nurse,
            at=now,
        )


def test_a_package_that_changed_fails_and_is_tried_again_when_mended(row, release, run):
    card = store.place() / release.folder / "card.md"
    before = card.read_bytes()
    card.write_text("changed")
    failed = run(row, release)
    card.write_bytes(before)
    assert failed.state is State.FAILED
    assert failed.reasons == [{"code": "file_changed", "file": "card.md"}]
    assert scores(row) == []
    again = run(row, release)
    assert (again.state, again.number) == (State.DONE, 2)
    assert len(scores(row)) == 1


def test_a_predictor_that_breaks_says_so_without_a_value(row, release, run, monkeypatch):
    def broken(attempt):
        raise ValueError("largest tumor 30 mm of P-0001")

    monkeypatch.setattr("inference.running.attempts.compute", broken)
    attempt = run(row, release)
    assert attempt.reasons == [{"code": "broken", "fault": "ValueError"}]


def test_what_does_not_answer_is_left_to_the_ledger_which_tries_again(row, release, monkeypatch):
    def gone(attempt):
        raise OSError("the disk")

    monkeypatch.setattr("inference.running.attempts.compute", gone)
    attempt = running.asked(row, release)
    job = RunningJob(attempt.job, Silence())
    with seeing(row.activation), pytest.raises(OSError, match="the disk"):
        prediction_tasks.predict(job=job, attempt_id=attempt.pk)
    assert running.again(attempt).state is State.WAITING


def test_retired_meanwhile_it_is_not_run(row, release, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        attempt = running.asked(row, release)
        by = casebook.member(row.activation, Role.SPONSOR)
        releases.retire(release=release, reason="drift", by=by, at=people.NOW)
    found = running.again(attempt)
    assert found.state is State.FAILED
    assert found.reasons == [{"code": "retired", "release": str(release)}]


def test_without_its_result_no_attempt_is_done(row, release, run, monkeypatch):
    def refuse(**kwargs):
        raise Refusal("not now")

    monkeypatch.setattr(prediction_tasks.predictions, "attach", refuse)
    attempt = run(row, release)
    assert attempt.state is State.FAILED
    assert attempt.reasons == [{"code": "broken", "fault": "Refusal"}]
    assert scores(row) == []


def test_without_its_end_no_result_is_kept(row, release, run, monkeypatch):
    def refuse(**kwargs):
        raise Refusal("not now")

    monkeypatch.setattr(attempts, "complete", refuse)
    assert run(row, release).state is State.FAILED
    assert scores(row) == []


def test_a_job_done_twice_has_one_effect(row, release, run):
    attempt = run(row, release)
    job = Job.objects.get(pk=attempt.job_id)
    with people.setting_up():
        Job.objects.filter(pk=job.pk).update(state="waiting", finished_at=None, progress=0)
    from jobs import runner

    runner.run(job_id=job.pk)
    assert len(scores(row)) == 1
    assert Job.objects.get(pk=job.pk).state == "done"


@pytest.fixture
def concealed():
    here = protocols.open_site("hcc-adj")
    return running.operated(here), running.approved(here)


def test_a_concealed_prediction_is_sealed_and_nowhere_else(concealed, run):
    row, release = concealed
    attempt = run(row, release)
    assert attempt.state is State.DONE
    with seeing(row.activation):
        (commitment,) = Commitment.objects.filter(participant=row)
        assert not Prediction.objects.filter(participant=row).exists()
        assert not {"strategy", "pre_score"} & facts_of(row).keys()
    assert commitment.input_sha256 == attempt.input_sha256
    assert commitment.run_id == f"concord-{attempt.pk}"
    assert attempt.job.result.keys() == {"url"}


def test_no_record_of_a_concealed_run_tells_two_strategies_apart(run):
    """All that is stored of the attempt and its job, but numbers, times and the input's hash."""
    here = protocols.open_site("hcc-adj")
    release = running.approved(here)
    rows = [
        running.operated(here, specimen_tumor_size=20, microvascular_invasion=("m0",)),
        running.operated(here, specimen_tumor_size=120, microvascular_invasion=("m2",)),
    ]
    one, other = (run(row, release) for row in rows)
    for name in ("outcome", "reasons", "used", "platform", "status", "number"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("state", "error", "step", "progress", "attempts"):
        assert getattr(one.job, name) == getattr(other.job, name)


def test_a_concealed_value_is_in_no_log(concealed, run, caplog, capfd):
    row, release = concealed
    run(row, release)
    said = caplog.text + "".join(capfd.readouterr())
    assert "inference.seal" in said
    assert not [code for code in ("surgery_tace", "surgery_alone", "logits") if code in said]
