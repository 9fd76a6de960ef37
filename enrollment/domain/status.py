"""Where a participant stands, derived from what is recorded: nobody ever sets a status."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from enrollment.domain.eligibility import Verdict
from trials.domain.messages import gettext_noop as _
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Facts, Known


class Status(StrEnum):
    SCREENING = "screening"
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NOT_ENROLLED = "not_enrolled"
    ENROLLED = "enrolled"
    ALLOCATED = "allocated"
    ON_TREATMENT = "on_treatment"
    IN_FOLLOW_UP = "in_follow_up"
    COMPLETED = "completed"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    DIED = "died"


STATUS_LABELS: Mapping[Status, str] = {
    Status.SCREENING: _("In screening"),
    Status.ELIGIBLE: _("Eligible"),
    Status.NOT_ELIGIBLE: _("Not eligible"),
    Status.NOT_ENROLLED: _("Not enrolled"),
    Status.ENROLLED: _("Enrolled"),
    Status.ALLOCATED: _("Allocated"),
    Status.ON_TREATMENT: _("On treatment"),
    Status.IN_FOLLOW_UP: _("In follow-up"),
    Status.COMPLETED: _("Completed"),
    Status.LOST: _("Lost to follow-up"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.DIED: _("Died"),
}

LEAVES = {Status.WITHDRAWN, Status.DIED}
ENDS = {*LEAVES, Status.LOST, Status.COMPLETED}

# The course of a participation. A correction of what was recorded may lead anywhere.
ALLOWED: Mapping[Status, set[Status]] = {
    Status.SCREENING: {Status.ELIGIBLE, Status.NOT_ELIGIBLE, Status.NOT_ENROLLED, *LEAVES},
    # A value corrected after the signature may overturn it.
    Status.ELIGIBLE: {Status.ENROLLED, Status.NOT_ELIGIBLE, Status.NOT_ENROLLED, *LEAVES},
    Status.NOT_ELIGIBLE: {Status.ELIGIBLE},
    # Reopened: back to where screening stood.
    Status.NOT_ENROLLED: {Status.SCREENING, Status.ELIGIBLE, Status.NOT_ELIGIBLE},
    Status.ENROLLED: {Status.ALLOCATED, Status.ON_TREATMENT, Status.IN_FOLLOW_UP, *ENDS},
    Status.ALLOCATED: {Status.ON_TREATMENT, Status.IN_FOLLOW_UP, *ENDS},
    Status.ON_TREATMENT: {Status.IN_FOLLOW_UP, *ENDS},
    Status.IN_FOLLOW_UP: ENDS,
    # Found again: back to where the participant stood.
    Status.LOST: {
        Status.ENROLLED,
        Status.ALLOCATED,
        Status.ON_TREATMENT,
        Status.IN_FOLLOW_UP,
        Status.COMPLETED,
        *LEAVES,
    },
    # A death becomes known from a registry, where the consent still covers it.
    Status.WITHDRAWN: {Status.DIED},
    Status.COMPLETED: LEAVES,
    Status.DIED: set(),
}

TREATMENT_FACTS = ("first_dose",)
AFTER_TREATMENT_FACTS = ("surgery_date", "no_resection_date")


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is recorded of a participation.

    `decision` is the standing signed verdict; `closed` says that screening ended without an
    enrollment; `records_treatment` is false in trials that only follow people, where follow-up
    begins at enrollment.
    """

    facts: Facts
    decision: Verdict | None = None
    closed: bool = False
    withdrawn: bool = False
    completed: bool = False
    records_treatment: bool = True

    def has(self, *names: str) -> bool:
        return any(isinstance(self.facts.get(name), Known) for name in names)

    @property
    def is_enrolled(self) -> bool:
        return self.has("enrolled")


def records_treatment(protocol: Protocol) -> bool:
    return not protocol.names.isdisjoint({*TREATMENT_FACTS, *AFTER_TREATMENT_FACTS})


def is_not_eligible(course: Course) -> bool:
    # A screen failure stays one whatever becomes known later, or the screening log loses count.
    return not course.is_enrolled and course.decision is Verdict.INELIGIBLE


def is_not_enrolled(course: Course) -> bool:
    # As with a screen failure: the reason given then is the reason counted.
    return not course.is_enrolled and course.closed


def is_in_follow_up(course: Course) -> bool:
    if not course.is_enrolled:
        return False
    return course.has(*AFTER_TREATMENT_FACTS) or not course.records_treatment


# The first that holds is the status; each outranks those below it.
LADDER: tuple[tuple[Status, Callable[[Course], bool]], ...] = (
    (Status.NOT_ELIGIBLE, is_not_eligible),
    (Status.NOT_ENROLLED, is_not_enrolled),
    (Status.DIED, lambda course: course.has("death")),
    (Status.WITHDRAWN, lambda course: course.withdrawn),
    # Whoever was seen to the end cannot be lost after it.
    (Status.COMPLETED, lambda course: course.completed),
    (Status.LOST, lambda course: course.has("lost")),
    (Status.IN_FOLLOW_UP, is_in_follow_up),
    (Status.ON_TREATMENT, lambda course: course.is_enrolled and course.has(*TREATMENT_FACTS)),
    (Status.ALLOCATED, lambda course: course.is_enrolled and course.has("arm")),
    (Status.ENROLLED, lambda course: course.is_enrolled),
    (Status.ELIGIBLE, lambda course: course.decision is Verdict.ELIGIBLE),
)


def status_of(course: Course) -> Status:
    reached = (status for status, holds in LADDER if holds(course))
    return next(reached, Status.SCREENING)


def diagram() -> str:
    """The allowed transitions as a mermaid state diagram, for the documentation."""
    arrows = [
        f"    {before} --> {after}"
        for before, others in ALLOWED.items()
        for after in Status
        if after in others
    ]
    labels = [f"    {status}: {label}" for status, label in STATUS_LABELS.items()]
    first = f"    [*] --> {Status.SCREENING}"
    last = f"    {Status.DIED} --> [*]"
    return "\n".join(["stateDiagram-v2", *labels, first, *arrows, last]) + "\n"
