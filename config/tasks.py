"""Filling a demonstration in the background, while its first pages are being looked at."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.submissions import wait_for
from config.cohorts.loading import load_retrospective
from config.cohorts.scores import hand_in_scores
from config.counts import recount
from config.demo import setting
from config.simulation import numbers
from config.simulation.numbers import Number
from config.simulation.scene import Scene, scene_of
from jobs import actions as jobs
from jobs.domain.states import State
from jobs.models import Job
from jobs.registry import Effect, Result, Steps, job
from jobs.runner import RunningJob
from trials.models import SiteActivation, Trial

SIMULATE, ARCHIVES = "config.simulate", "config.load_archives"
# How many are enrolled in each. Two side by side, so that a third worker stays free for people.
DEMONSTRATION = {"hcc-neo": 60, "hcc-adj": 80, "rectal": 30}
LANES = (("hcc-neo", "rectal"), ("hcc-adj",))
SEED = 1


def fill_demonstration(*, by: User, at: datetime) -> Job:
    """The first trial of each lane; each asks for the next when it is done."""
    first, *_others = [demonstrate(lane[0], by=by, at=at) for lane in LANES]
    return first


def demonstrate(slug: str, *, by: User, at: datetime) -> Job:
    trial = Trial.objects.get(slug=slug)
    return simulate(trial=trial, participants=DEMONSTRATION[slug], seed=SEED, by=by, at=at)


def simulate(*, trial: Trial, participants: int, seed: int, by: User, at: datetime) -> Job:
    """One job per trial, seed and number of people; asked again it goes on with the day it began,
    for another day would draw other people."""
    key = key_of(trial.slug, seed, participants)
    known = Job.objects.filter(key=key).first()
    asked = known.payload["asked_at"] if known else at.isoformat(timespec="minutes")
    return jobs.submit(
        kind=SIMULATE,
        key=key,
        payload={
            "trial_id": trial.pk,
            "participants": participants,
            "seed": seed,
            "asked_at": asked,
        },
        by=by,
        at=at,
        activations=reach(trial),
    )


def key_of(slug: str, seed: int, participants: int) -> str:
    return f"{SIMULATE}:{slug}:{seed}:{participants}"


def reach(trial: Trial) -> list[int]:
    found = SiteActivation.objects.filter(trial=trial)
    return list(found.order_by("pk").values_list("pk", flat=True))


@job(SIMULATE, title=_("Invent participants for the demonstration"))
def write_participants(
    *, job: RunningJob, trial_id: int, participants: int, seed: int, asked_at: str
) -> Steps:
    trial = Trial.objects.get(pk=trial_id)
    scene = scene_of(
        trial,
        participants=participants,
        seed=seed,
        now=datetime.fromisoformat(asked_at),
        password=setting.password_of(settings.HOME),
    )
    people = numbers.numbers_of(scene)
    left = [one for one in people if not numbers.is_written(scene, one)]
    return Steps(
        each=[partial(write_one, scene, one, people, job) for one in left],
        last=partial(finish, trial, participants, seed, job),
    )


def write_one(scene: Scene, one: Number, people: list[Number], job: RunningJob) -> None:
    done = people.index(one)
    words = now_in_words("%(trial)s: participant %(number)s of %(all)s") % {
        "trial": scene.trial.slug,
        "number": done + 1,
        "all": len(people),
    }
    job.progress(100 * done / len(people), words)
    numbers.write(scene, one, is_last=one is people[-1])


def finish(trial: Trial, participants: int, seed: int, job: RunningJob) -> Result:
    """Where this was a part of the demonstration, ask for what comes after it."""
    if DEMONSTRATION.get(trial.slug) == participants and seed == SEED:
        ask_for_the_next(trial.slug, job)
    recount(out=settings.HOME / "reports")
    return {"trial": trial.slug, "participants": participants}


def ask_for_the_next(slug: str, job: RunningJob) -> None:
    """The next of the lane; after the last of all, the archives."""
    assert isinstance(job.by, User)
    assert job.at is not None
    # Of two lanes that end at once, each would find the other still at work.
    wait_for("config.demonstration")
    (lane,) = (lane for lane in LANES if slug in lane)
    following = lane[lane.index(slug) + 1 :]
    if following:
        demonstrate(following[0], by=job.by, at=job.at)
    elif not still_asked_for(beside=slug):
        jobs.submit(kind=ARCHIVES, key=ARCHIVES, payload={}, by=job.by, at=job.at, activations=[])


def still_asked_for(*, beside: str) -> bool:
    others = [key_of(one, SEED, count) for one, count in DEMONSTRATION.items() if one != beside]
    return Job.objects.filter(key__in=others, state=State.DONE).count() < len(others)


@job(ARCHIVES, title=_("Import the archived records of the demonstration"))
def load_archives(*, job: RunningJob) -> Effect:
    at = job.at
    assert at is not None

    def write() -> Result:
        imports = load_retrospective(at=at)
        hand_in_scores(at=at)
        recount(out=settings.HOME / "reports")
        return {"imports": len(imports)}

    return write
