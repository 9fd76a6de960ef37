"""How people went through the trial, from screening to now: the counts of a flow diagram.

The trials are not randomized, so nobody is "randomized": arms were decided on, strategies observed.
Only statuses are counted, never an endpoint. Each box says what it is the sum of.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from enrollment.domain.status import Status


class Treatment(StrEnum):
    RECEIVED = "received"
    NOT_YET = "not_yet"
    NOT_RECEIVED = "not_received"


class Course(StrEnum):
    """Where somebody enrolled stands; each in one of these."""

    IN_TRIAL = "in_trial"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    DIED = "died"


class Waiting(StrEnum):
    IN_SCREENING = "in_screening"
    ELIGIBLE = "eligible"


COURSES: Mapping[Status, Course] = {
    Status.COMPLETED: Course.COMPLETED,
    Status.WITHDRAWN: Course.WITHDRAWN,
    Status.LOST: Course.LOST,
    Status.DIED: Course.DIED,
}

EVERYBODY = "everybody"
# In a trial that only observes: whose strategy is not known, or never will be.
NOT_DETERMINED = "not_determined"


@dataclass(frozen=True, kw_only=True)
class Path:
    """One person's way. `reason`: why not enrolled, empty while that is open; `group`: the arm, or
    the strategy observed; `excluded_by`: the criteria that came to exclude after enrollment."""

    status: Status
    site: str = ""
    is_enrolled: bool = False
    reason: str = ""
    was_eligible: bool = False
    group: str = ""
    treatment: Treatment = Treatment.NOT_YET
    stopped_treatment: bool = False
    excluded_by: tuple[str, ...] = ()

    @property
    def is_excluded(self) -> bool:
        return not self.is_enrolled and bool(self.reason)

    @property
    def is_open(self) -> bool:
        return not self.is_enrolled and not self.reason

    @property
    def waiting(self) -> Waiting:
        is_eligible = self.status is Status.ELIGIBLE
        return Waiting.ELIGIBLE if is_eligible else Waiting.IN_SCREENING

    @property
    def course(self) -> Course:
        return COURSES.get(self.status, Course.IN_TRIAL)


@dataclass(frozen=True, kw_only=True)
class Box:
    """A count and what it is the sum of."""

    parts: Mapping[str, int]

    @property
    def count(self) -> int:
        return sum(self.parts.values())


@dataclass(frozen=True, kw_only=True)
class Group:
    """An arm or a strategy. Whoever stopped treatment or was excluded is still on one course."""

    key: str
    treatment: Box
    course: Box
    excluded_after: Box
    stopped_treatment: int

    @property
    def count(self) -> int:
        return self.course.count


@dataclass(frozen=True, kw_only=True)
class Flow:
    """assessed = excluded + open + enrolled; enrolled = unallocated + the groups;
    `eligible_not_enrolled` are those of the excluded who had been signed as eligible."""

    excluded: Box
    eligible_not_enrolled: Box
    open: Box
    unallocated: int
    groups: tuple[Group, ...]

    @property
    def enrolled(self) -> int:
        return self.unallocated + sum(group.count for group in self.groups)

    @property
    def assessed(self) -> int:
        return self.excluded.count + self.open.count + self.enrolled


def flow_of(paths: Iterable[Path], *, assigns: bool, by_group: bool) -> Flow:
    """`assigns`: the protocol has arms, and people wait to be allocated; otherwise everybody
    enrolled is followed. `by_group`: for the few who may see the course by arm."""
    everybody = tuple(paths)
    excluded = [one for one in everybody if one.is_excluded]
    enrolled = [one for one in everybody if one.is_enrolled]
    placed = [one for one in enrolled if one.group or not assigns]
    return Flow(
        excluded=Box(parts=Counter(one.reason for one in excluded)),
        eligible_not_enrolled=Box(
            parts=Counter(one.reason for one in excluded if one.was_eligible)
        ),
        open=box_of(Waiting, (one.waiting for one in everybody if one.is_open)),
        unallocated=len(enrolled) - len(placed),
        groups=tuple(groups_of(placed, by_group=by_group)),
    )


def groups_of(placed: list[Path], *, by_group: bool) -> Iterator[Group]:
    if not by_group:
        yield group_of(EVERYBODY, placed)
        return
    for key in sorted({one.group for one in placed}):
        yield group_of(key or NOT_DETERMINED, [one for one in placed if one.group == key])


def group_of(key: str, members: list[Path]) -> Group:
    return Group(
        key=key,
        treatment=box_of(Treatment, (one.treatment for one in members)),
        course=box_of(Course, (one.course for one in members)),
        excluded_after=Box(parts=Counter(one.excluded_by[0] for one in members if one.excluded_by)),
        stopped_treatment=sum(one.stopped_treatment for one in members),
    )


def box_of(kinds: type[StrEnum], found: Iterable[StrEnum]) -> Box:
    """Every kind has its line, nobody in it included."""
    counted = Counter(found)
    return Box(parts={kind.value: counted[kind] for kind in kinds})


# --- as lines of a table -----------------------------------------------------------------------
Key = tuple[str, ...]


def counts_of(flow: Flow) -> dict[Key, int]:
    """Each count under the way that leads to it: ("excluded", "I4a")."""
    return {
        ("assessed",): flow.assessed,
        **boxed(("excluded",), flow.excluded),
        **boxed(("eligible_not_enrolled",), flow.eligible_not_enrolled),
        **boxed(("open",), flow.open),
        ("enrolled",): flow.enrolled,
        ("unallocated",): flow.unallocated,
        **{key: count for group in flow.groups for key, count in counts_in(group).items()},
    }


def counts_in(group: Group) -> dict[Key, int]:
    place = ("group", group.key)
    parts = {
        **boxed((*place, "treatment"), group.treatment),
        **boxed((*place, "course"), group.course),
        (*place, "stopped_treatment"): group.stopped_treatment,
        **boxed((*place, "excluded_after"), group.excluded_after),
    }
    # Both are sums of the whole group, which has its own line.
    doubled = {(*place, "treatment"), (*place, "course")}
    return {place: group.count, **{key: n for key, n in parts.items() if key not in doubled}}


def boxed(key: Key, box: Box) -> dict[Key, int]:
    return {key: box.count, **{(*key, part): count for part, count in box.parts.items()}}
