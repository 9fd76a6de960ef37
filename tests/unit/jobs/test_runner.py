"""One attempt from claim to end. Real commits, since a pulse has a connection of its own."""

from datetime import timedelta

import pytest
from django.utils.translation import get_language

from accounts import actions as accounts
from audit.acts import SystemActor, acting, current
from jobs import actions, clock, runner
from jobs.actions import LEDGER
from jobs.domain.states import State
from jobs.models import Job
from tests.factories import people
from tests.unit.jobs import building, kinds
from trials.models import Trial

pytestmark = pytest.mark.usefixtures("committed_db", "nobody_listens")


def run(job):
    runner.run(job_id=job.pk)
    job.refresh_from_db()
    return job


def effects(job):
    return Trial.objects.filter(slug=job.payload["slug"])


def cancel(job):
    return lambda: actions.cancel(job=job, by=job.requested_by, at=clock.now())


def lose(job):
    """Another attempt begins while ours is out of touch."""

    def happen():
        held = Job.objects.get(pk=job.pk)
        actions.sweep(by=LEDGER, at=held.lease_until + timedelta(seconds=1))
        with acting(by=LEDGER, action="tests.hurry"):
            Job.objects.filter(pk=job.pk).update(due_at=None)
        actions.claim(job_id=job.pk, by=LEDGER, at=clock.now())

    return happen


def elsewhere(happen):
    """In another process's place: on a connection that sees only what is committed."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def with_own_connection():
        try:
            happen()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(with_own_connection).result()


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something happen elsewhere while the attempt works out, or while it writes."""

    def let(happen, *, when="working"):
        monkeypatch.setattr(kinds.Meanwhile, when, staticmethod(lambda: elsewhere(happen)))

    return let


# --- done ------------------------------------------------------------------------------------
def test_job_is_done_with_its_effect_and_result():
    job = run(building.waiting())
    assert (job.state, job.progress, job.attempts) == (State.DONE, 100, 1)
    assert job.result == {"url": f"/trials/{job.payload['slug']}/"}
    assert effects(job).count() == 1


def test_job_without_a_result_is_done_too():
    job = run(building.waiting(kind=kinds.QUIET, payload={}))
    assert (job.state, job.result) == (State.DONE, {})


def test_effect_is_written_in_the_name_of_who_asked():
    nurse = people.user()
    job = run(building.waiting(by=nurse))
    context = effects(job).get().events.get().pgh_context
    assert (context["user"], context["username"]) == (str(nurse.pk), nurse.username)
    assert (context["action"], context["request"]) == ("jobs.run:tests.found", f"job:{job.pk}")


def test_effect_of_a_job_nobody_asked_for_is_the_systems():
    job = run(building.waiting(by=SystemActor("nightly")))
    assert effects(job).get().events.get().pgh_context["user"] == "system:jobs"


def test_job_reaches_the_sites_it_was_given_in_both_parts(monkeypatch):
    reached = []
    for when in ("working", "writing"):
        see = staticmethod(lambda: reached.append(current().activations))
        monkeypatch.setattr(kinds.Meanwhile, when, see)
    run(building.waiting(activations=[3, 7]))
    assert reached == [(3, 7), (3, 7)]


@pytest.mark.parametrize(
    ("asker", "language"),
    [(lambda: people.user(language="zh-hans"), "zh-hans"), (lambda: LEDGER, "en")],
)
def test_job_speaks_the_language_of_who_asked(monkeypatch, asker, language):
    spoken = []
    monkeypatch.setattr(
        kinds.Meanwhile, "working", staticmethod(lambda: spoken.append(get_language()))
    )
    run(building.waiting(by=asker()))
    assert spoken == [language]


def test_progress_is_seen_by_others_before_the_effect(meanwhile):
    job = building.waiting()
    seen = []
    meanwhile(lambda: seen.append(Job.objects.values("state", "progress", "step").get(pk=job.pk)))
    run(job)
    assert seen == [{"state": "running", "progress": 30, "step": "Reading"}]


def test_second_message_finds_nothing_to_do():
    job = run(building.waiting())
    run(job)
    assert (job.attempts, effects(job).count()) == (1, 1)


def test_second_message_in_the_middle_finds_nothing_to_do(meanwhile):
    job = building.waiting()
    meanwhile(lambda: runner.run(job_id=job.pk))
    run(job)
    assert (job.state, job.attempts, effects(job).count()) == (State.DONE, 1, 1)


# --- canceled, lost --------------------------------------------------------------------------
@pytest.mark.parametrize("when", ["working", "writing"])
def test_canceled_job_leaves_nothing(meanwhile, when):
    job = building.waiting()
    meanwhile(cancel(job), when=when)
    run(job)
    assert (job.state, job.result) == (State.CANCELED, {})
    assert not effects(job).exists()


def test_canceled_job_does_not_even_begin_to_write(meanwhile, monkeypatch):
    job, written = building.waiting(kind=kinds.SILENT, payload={}), []
    monkeypatch.setattr(kinds.Meanwhile, "writing", staticmethod(lambda: written.append(1)))
    meanwhile(cancel(job))
    assert (run(job).state, written) == (State.CANCELED, [])


@pytest.mark.parametrize("when", ["working", "writing"])
def test_attempt_that_lost_its_job_leaves_nothing_and_does_not_touch_it(meanwhile, when):
    job = building.waiting()
    meanwhile(lose(job), when=when)
    run(job)
    assert (job.state, job.attempts, job.error) == (State.RUNNING, 2, "")
    assert not effects(job).exists()


# --- failed ----------------------------------------------------------------------------------
def test_refusal_is_told_in_its_own_words():
    job = run(building.waiting(kind=kinds.REFUSE))
    assert job.state == State.FAILED
    assert job.error == "No participant has been enrolled yet. Enroll one, then ask again."


def test_fault_is_told_by_its_type_only(caplog):
    job = run(building.waiting(kind=kinds.BREAK))
    assert job.state == State.FAILED
    assert "(ValueError). Nothing was changed" in job.error
    assert "ValueError" in caplog.text
    assert "participant might stand here" not in job.error + caplog.text


def test_unreachable_service_is_tried_again_later():
    before = clock.now()
    job = run(building.waiting(kind=kinds.GONE))
    assert (job.state, job.error, job.attempts) == (State.WAITING, "", 1)
    assert job.due_at >= before + timedelta(seconds=10)


def test_writing_before_the_effect_is_a_fault():
    job = run(building.waiting(kind=kinds.EARLY))
    assert job.state == State.FAILED
    assert not effects(job).exists()


def test_effect_that_the_database_refuses_is_a_fault_and_leaves_nothing():
    slug = people.trial().slug
    job = run(building.waiting(payload={"slug": slug}))
    assert (job.state, effects(job).count()) == (State.FAILED, 1)
    assert "(IntegrityError)" in job.error


def test_job_of_a_kind_given_up_fails_in_words():
    job = building.waiting()
    with acting(by=LEDGER, action="tests.upgrade"):
        Job.objects.filter(pk=job.pk).update(kind="tests.given_up")
    assert "does not know the job “tests.given_up”" in run(job).error


def test_job_of_a_closed_account_is_refused():
    nurse = people.user()
    job = building.waiting(by=nurse)
    accounts.deactivate(user=nurse, reason="left", by=LEDGER, at=people.NOW)
    job = run(job)
    assert (job.state, job.error) == (
        State.FAILED,
        "The account that asked for this has been closed.",
    )


# --- the voice -------------------------------------------------------------------------------
class Heard:
    def __init__(self):
        self.news = []

    def tell(self, percent=None, step=None):
        self.news.append((percent, step))


@pytest.mark.parametrize(
    ("percent", "step", "told"),
    [
        (33.9, "Reading", (33, "Reading")),
        (-1, None, (0, None)),
        (250, "x" * 300, (100, "x" * 200)),
    ],
)
def test_progress_is_told_within_bounds(percent, step, told):
    heard = Heard()
    runner.RunningJob(building.running(), heard).progress(percent, step)
    assert heard.news == [told]


def test_function_of_a_kind_knows_who_when_and_which():
    nurse = people.user()
    job = building.running(by=nurse)
    running = runner.RunningJob(job, Heard())
    assert (running.by, running.at) == (nurse, job.started_at)
    assert (running.number, running.attempt) == (job.pk, 1)


# --- in steps --------------------------------------------------------------------------------
SLUGS = ["one", "two", "three"]


@pytest.fixture
def on_step(monkeypatch):
    """Let something happen in the n-th step, before it is committed."""

    def let(number, happen):
        steps = iter(range(1, 100))

        def writing():
            if next(steps) == number:
                happen()

        monkeypatch.setattr(kinds.Meanwhile, "writing", staticmethod(writing))

    return let


def founded():
    return sorted(Trial.objects.filter(slug__in=SLUGS).values_list("slug", flat=True))


def stepping():
    return building.waiting(kind=kinds.STEPS, payload={"slugs": SLUGS})


def test_each_step_is_kept_and_the_last_ends_the_job():
    job = run(stepping())
    assert (job.state, job.result) == (State.DONE, {"left": 3})
    assert founded() == sorted(SLUGS)


def test_a_job_killed_between_steps_goes_on_with_those_left(on_step):
    job = stepping()
    on_step(2, lambda: 1 / 0)
    assert run(job).state == State.FAILED
    assert founded() == ["one"]
    on_step(0, lambda: None)
    actions.submit(
        kind=job.kind,
        key=job.key,
        payload=job.payload,
        by=job.requested_by or LEDGER,
        at=clock.now(),
    )
    assert run(job).result == {"left": 2}
    assert founded() == sorted(SLUGS)


def test_a_canceled_job_keeps_the_steps_it_took(on_step):
    job = stepping()
    on_step(1, lambda: elsewhere(cancel(job)))
    assert run(job).state == State.CANCELED
    assert founded() == ["one"]


def test_a_step_of_a_job_that_is_anothers_by_now_is_undone(on_step):
    job = stepping()
    on_step(2, lambda: elsewhere(lose(job)))
    assert run(job).state == State.RUNNING
    assert founded() == ["one"]
