"""One number of a simulation: somebody enrolled with their whole story, and the screen failures who
came through the door just before."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import ModuleType

from audit.acts import acting
from audit.submissions import wait_for
from casebook.models import Participant
from config.simulation import events, fates, follow_up, hcc_adj, hcc_neo, rectal, screening
from config.simulation.chance import Chance
from config.simulation.chart import Chart
from config.simulation.diary import Diary
from config.simulation.fates import Fate, Today
from config.simulation.scene import Scene, Team, UnableToSimulate

STORIES: dict[str, ModuleType] = {"hcc-neo": hcc_neo, "hcc-adj": hcc_adj, "rectal": rectal}
FAILURE_FOLLOWS, MOST_FAILURES, TRIES = 0.3, 3, 12
# The last who enters is enrolled some weeks ago, so that even their first visits have come.
NEWEST = timedelta(days=24)
STILL_IN_SCREENING = 2


@dataclass(frozen=True, kw_only=True)
class Number:
    """Drawn without the database: all that has to be known before the first day is written."""

    number: int
    chance: Chance
    team: Team
    today: Today
    plan: object
    fate: Fate
    screened: date

    def chart(self, scene: Scene, *words: object) -> Chart:
        chance = self.chance.apart(*words)
        return Chart(scene=scene, team=self.team, chance=chance, mark=mark_of(scene, self.number))


def story_of(scene: Scene) -> ModuleType:
    try:
        return STORIES[scene.trial.slug]
    except KeyError:
        known = ", ".join(sorted(STORIES))
        raise UnableToSimulate(
            f"Nobody has written the story of {scene.trial.slug}. Known: {known}."
        ) from None


def mark_of(scene: Scene, number: int) -> str:
    """Stands in the screening entry of all who were made for this number."""
    return f"synthetic {scene.seed}/{scene.participants}/{number}"


def numbers_of(scene: Scene) -> list[Number]:
    """By the day of screening, as a site numbers people."""
    drawn = [number_of(scene, number) for number in range(1, scene.participants + 1)]
    return sorted(drawn, key=lambda one: (one.screened, one.number))


def number_of(scene: Scene, number: int) -> Number:
    story = story_of(scene)
    chance = Chance(scene.trial.slug, scene.seed, scene.participants, number)
    today = fates.today_of(number)
    plan = story.plan_of(chance.apart("plan"))
    span = (scene.today - NEWEST - scene.began).days
    screened = scene.began + timedelta(
        days=int(span * (number - chance.whole(1, 9) / 10) / scene.participants)
    )
    screened += fates.shift_for(
        today,
        story.visits_of(plan, scene.protocol),
        zero=screened + timedelta(days=plan.zero),
        on=scene.today,
        days_over=chance.apart("days over").whole(1, fates.LONGEST_OVERDUE),
    )
    zero = screened + timedelta(days=plan.zero)
    calm = today is not Today.NOTHING
    fate = Fate() if calm else fates.fate_of(chance.apart("fate"), story.odds_of(plan), zero=zero)
    return Number(
        number=number,
        chance=chance,
        team=scene.teams[(number + number // 3 + number // 20) % len(scene.teams)],
        today=today,
        plan=plan,
        fate=fate,
        screened=screened,
    )


def is_written(scene: Scene, one: Number) -> bool:
    mark = f"({mark_of(scene, one.number)})"
    return Participant.objects.filter(
        activation__trial=scene.trial, screening_reason__endswith=mark
    ).exists()


def write(scene: Scene, one: Number, *, is_last: bool) -> None:
    """All of it or nothing: the caller holds the transaction."""
    with acting(
        by=one.team.nurse,
        action="config.simulate",
        activations=[team.activation.pk for team in scene.teams],
    ):
        wait_for(f"config.simulate {scene.trial.slug}")
        if is_written(scene, one):
            return
        for order in range(failures_before(one)):
            write_failure(scene, one, order)
        write_enrolled(scene, one)
        if is_last:
            write_screening(scene, one)


def failures_before(one: Number) -> int:
    """The first number has one for certain, so that no log is without."""
    least = 1 if one.number == 1 else 0
    more = sum(
        one.chance.apart("failures", n).happens(FAILURE_FOLLOWS) for n in range(MOST_FAILURES)
    )
    return max(least, more)


def write_failure(scene: Scene, one: Number, order: int) -> None:
    story = story_of(scene)
    chart = one.chart(scene, "failure", order)
    weights = {index: failure.weight for index, failure in enumerate(story.FAILURES)}
    index = 0 if one.number == 1 and order == 0 else chart.chance.weighed(weights)
    day = one.screened - timedelta(days=chart.chance.whole(0, 6))
    screening.fail(chart, story.DOOR, story.FAILURES[index], day)


def write_enrolled(scene: Scene, one: Number) -> None:
    story = story_of(scene)
    for attempt in range(TRIES):
        chart = one.chart(scene, "enrolled", attempt)
        enrolled = screening.enroll(chart, story.DOOR, one.screened, plan=one.plan)
        if enrolled is not None:
            break
    else:
        raise UnableToSimulate(
            f"{TRIES} candidates in a row did not qualify for {scene.trial.slug}: the criteria of "
            "the protocol and the answers in config/simulation do not fit."
        )
    diary = Diary(chart, one.fate, one.today, seen={"SCR": one.screened})
    follow_up.ring_after_missed_visits(diary)
    story.unfold(diary, one.plan, enrolled=enrolled, screened=one.screened)
    diary.live()
    if one.today is Today.SERIOUS:
        events.strike_today(diary, story.SERIOUS)


def write_screening(scene: Scene, one: Number) -> None:
    story = story_of(scene)
    for order in range(STILL_IN_SCREENING):
        chart = one.chart(scene, "screening", order)
        screening.leave_in_screening(
            chart, story.DOOR, scene.today - timedelta(days=STILL_IN_SCREENING - order)
        )
