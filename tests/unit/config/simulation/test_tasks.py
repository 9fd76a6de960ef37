"""The job that fills a demonstration, and what is left of it when it is killed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from casebook.models import FormRecord, Participant, Visit
from config import tasks
from config.demo import setting
from config.simulation import numbers
from followup.models import AdverseEvent, TumorAssessment
from jobs import runner
from jobs.models import Job
from tests.factories import people
from tests.factories.casebook import seeing
from tests.unit.config.simulation.test_stories import scene_in
from trials.models import SiteActivation, Trial

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SLUG = "hcc-neo"


@pytest.fixture
def demo(demo_db, monkeypatch):
    """The cast's password is the one of the test's people."""
    monkeypatch.setattr(setting, "password_of", lambda home: people.PASSWORD)


@pytest.fixture
def quiet(monkeypatch):
    """Nobody takes a job up but the test."""
    monkeypatch.setattr("jobs.actions.announce", lambda jobs: None)


@pytest.fixture
def committed_demo(demo, committed_db, quiet):
    return Trial.objects.get(slug=SLUG)


def asked(trial, participants=2, at=NOW):
    by = setting.player("datamanager", people.PASSWORD)
    return tasks.simulate(trial=trial, participants=participants, seed=1, by=by, at=at)


def run(job):
    runner.run(job_id=job.pk)
    job.refresh_from_db()
    return job


def marks(trial):
    with seeing(*SiteActivation.objects.filter(trial=trial)):
        found = Participant.objects.filter(activation__trial=trial).order_by("pk")
        return [one.screening_reason.split(" (")[1] for one in found]


def records():
    return [
        list(Participant.objects.order_by("code").values_list("code", "screened_date", "sex")),
        list(FormRecord.objects.order_by("pk").values_list("form_id", "data", "entered_at")),
        list(Visit.objects.order_by("pk").values_list("visit", "visit_date", "entered_at")),
        list(TumorAssessment.objects.order_by("pk").values_list("scan_date", "finding")),
        list(AdverseEvent.objects.order_by("pk").values_list("term", "grade", "onset")),
    ]


def lived_records(seed):
    """What one number writes, and nothing of it left."""
    scene = scene_in(SLUG, participants=3, seed=seed)
    with seeing(*SiteActivation.objects.filter(trial=scene.trial)), transaction.atomic():
        numbers.write(scene, numbers.numbers_of(scene)[0], is_last=False)
        found = records()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_and_day_write_the_same_records(demo):
    first = lived_records(1)
    people, forms, *_others = first
    assert people
    assert forms
    assert lived_records(1) == first
    assert lived_records(2) != first


def test_a_job_writes_everybody_and_killed_it_goes_on_without_doubles(committed_demo, monkeypatch):
    told = []
    monkeypatch.setattr(
        runner.RunningJob, "progress", lambda self, percent, step: told.append((percent, step))
    )
    write = numbers.write

    def die_at_the_second(scene, one, *, is_last):
        write(scene, one, is_last=is_last)
        if is_last:
            raise SystemExit

    monkeypatch.setattr(numbers, "write", die_at_the_second)
    job = asked(committed_demo)
    with pytest.raises(SystemExit):
        run(job)
    before = marks(committed_demo)
    assert set(before) == {"synthetic 1/2/1)"}
    steps = [(0, "hcc-neo: participant 1 of 2"), (50, "hcc-neo: participant 2 of 2")]
    assert told == steps
    told.clear()
    monkeypatch.setattr(numbers, "write", write)
    revive(job)
    assert (run(job).state, job.result) == ("done", {"trial": SLUG, "participants": 2})
    assert told == steps[1:]
    after = marks(committed_demo)
    assert after[: len(before)] == before
    assert set(after) == {"synthetic 1/2/1)", "synthetic 1/2/2)"}


def revive(job):
    """As the sweep does once the lease has run out and the pause before another try is over."""
    from audit.acts import acting
    from jobs import actions
    from jobs.actions import LEDGER

    job.refresh_from_db()
    actions.sweep(by=LEDGER, at=job.lease_until + timedelta(seconds=1))
    with acting(by=LEDGER, action="tests.hurry"):
        Job.objects.filter(pk=job.pk).update(due_at=None)


@pytest.mark.django_db
def test_asked_again_another_day_it_goes_on_with_the_first(demo, quiet):
    trial = Trial.objects.get(slug=SLUG)
    first = asked(trial)
    again = asked(trial, at=NOW + timedelta(days=1))
    assert again.pk == first.pk
    assert again.payload["asked_at"] == "2026-11-21T03:00+00:00"


@pytest.mark.django_db
def test_two_lanes_of_trials_and_the_archives_after_the_last(demo, quiet):
    by = setting.player("datamanager", people.PASSWORD)
    job = tasks.fill_demonstration(by=by, at=NOW)
    assert keys() == ["config.simulate:hcc-neo:1:60", "config.simulate:hcc-adj:1:80"]
    done("hcc-adj", job)
    assert len(keys()) == 2
    done("hcc-neo", job)
    assert keys()[2:] == ["config.simulate:rectal:1:30"]
    done("rectal", job)
    assert keys()[3:] == ["config.load_archives"]


def keys():
    return list(Job.objects.order_by("pk").values_list("key", flat=True))


def done(slug, first):
    running = runner.RunningJob(first, None)
    running.at = NOW
    number = tasks.DEMONSTRATION[slug]
    tasks.finish(Trial.objects.get(slug=slug), number, tasks.SEED, running)
    with people.setting_up():
        Job.objects.filter(key=tasks.key_of(slug, tasks.SEED, number)).update(
            state="done", started_at=NOW, finished_at=NOW, attempts=1, progress=100
        )


@pytest.mark.django_db
def test_a_simulation_of_ones_own_asks_for_nothing_more(demo, quiet):
    job = asked(Trial.objects.get(slug=SLUG))
    running = runner.RunningJob(job, None)
    tasks.finish(Trial.objects.get(slug=SLUG), 2, 1, running)
    assert Job.objects.count() == 1


# --- the command -----------------------------------------------------------------------------
@pytest.mark.django_db
def test_outside_a_demonstration_nobody_is_invented(demo, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("simulate", "--trial", SLUG)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo", "quiet")
@pytest.mark.parametrize("words", [["--demo"], ["--trial", SLUG, "--participants", "60"]])
def test_the_command_asks_for_the_job(settings, capsys, tmp_path, words):
    settings.DEMO, settings.HOME = True, tmp_path
    call_command("simulate", *words)
    job = Job.objects.order_by("pk").first()
    assert job.key == "config.simulate:hcc-neo:1:60"
    assert f"Job {job.pk}" in capsys.readouterr().out
    assert (settings.HOME / "demo-asked").exists() == (words == ["--demo"])


@pytest.mark.django_db
def test_the_command_writes_here_if_told_to(demo, settings, capsys):
    settings.DEMO = True
    call_command("simulate", "--trial", SLUG, "--participants", "1", "--here")
    assert "hcc-neo: 1 of 1" in capsys.readouterr().out
    assert "synthetic 1/1/1)" in marks(Trial.objects.get(slug=SLUG))


@pytest.mark.django_db
def test_nobody_is_no_number_of_people(demo, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="--participants 10"):
        call_command("simulate", "--trial", SLUG, "--participants", "0")
