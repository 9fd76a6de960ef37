"""Kinds of job for tests: each founds a trial, so that one effect is one row with a history."""

from collections.abc import Callable

from django.db import OperationalError

from audit.acts import Refusal
from jobs.registry import Effect, Result, Steps, job
from jobs.runner import RunningJob
from trials.models import Trial

FOUND, REFUSE, BREAK, GONE, EARLY, QUIET, SILENT, STEPS = (
    f"tests.{name}"
    for name in ("found", "refuse", "break", "gone", "early", "quiet", "silent", "steps")
)


class Meanwhile:
    """What happens in the middle of the next attempt, while it works out and while it writes."""

    working: Callable[[], None] = staticmethod(lambda: None)
    writing: Callable[[], None] = staticmethod(lambda: None)


@job(FOUND, title="Found a trial", queue="reports")
def found(*, job: RunningJob, slug: str) -> Effect:
    job.progress(30, "Reading")
    Meanwhile.working()
    job.progress(60, "Counting")

    def write() -> Result:
        Trial.objects.create(slug=slug, title_en=slug, title_zh=slug)
        Meanwhile.writing()
        return {"url": f"/trials/{slug}/"}

    return write


@job(REFUSE, title="Refuse")
def refuse(*, job: RunningJob, **_: str) -> Effect:
    raise Refusal("No participant has been enrolled yet. Enroll one, then ask again.")


@job(BREAK, title="Break")
def break_down(*, job: RunningJob, **_: str) -> Effect:
    raise ValueError("the name of a participant might stand here")


@job(GONE, title="Lose the database")
def lose_database(*, job: RunningJob, **_: str) -> Effect:
    raise OperationalError("server closed the connection")


@job(EARLY, title="Write too early")
def write_too_early(*, job: RunningJob, slug: str) -> Effect:
    Trial.objects.create(slug=slug, title_en=slug, title_zh=slug)
    return lambda: None


@job(QUIET, title="Write nothing", queue="sweeps")
def write_nothing(*, job: RunningJob) -> Effect:
    return lambda: None


@job(SILENT, title="Say nothing on the way")
def say_nothing(*, job: RunningJob) -> Effect:
    Meanwhile.working()
    return lambda: Meanwhile.writing()


@job(STEPS, title="Found a trial a step")
def found_some(*, job: RunningJob, slugs: list[str]) -> Steps:
    known = set(Trial.objects.filter(slug__in=slugs).values_list("slug", flat=True))

    def step(slug: str) -> Effect:
        def write() -> None:
            Trial.objects.create(slug=slug, title_en=slug, title_zh=slug)
            Meanwhile.writing()

        return write

    left = [slug for slug in slugs if slug not in known]
    return Steps(each=[step(slug) for slug in left], last=lambda: {"left": len(left)})
