"""The flow in the reader's words: lines of a table, boxes of a figure."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from enrollment.domain.flow import EVERYBODY, NOT_DETERMINED, Box, Flow, Group, Key
from enrollment.domain.flow_paths import assigns, group_fact
from enrollment.domain.reasons import in_order
from enrollment.views.flow_figure import Drawn
from enrollment.wording import reason_words
from trials.domain.protocol.protocol import Protocol
from trials.wording import worded

STAGES: Mapping[str, str] = {
    "assessed": noop("Assessed for eligibility"),
    "excluded": noop("Not enrolled"),
    "eligible_not_enrolled": noop("Of these signed as eligible, and not enrolled"),
    "open": noop("Still open"),
    "enrolled": noop("Enrolled"),
    "unallocated": noop("Not allocated yet"),
}
WAITING: Mapping[str, str] = {
    "in_screening": noop("In screening"),
    "eligible": noop("Eligible, to be enrolled"),
}
# What was assigned is received or not; what is only observed is known or not.
ASSIGNED: Mapping[str, str] = {
    "received": noop("Received the treatment of the arm"),
    "not_yet": noop("Not begun yet"),
    "not_received": noop("Did not receive it"),
}
OBSERVED: Mapping[str, str] = {
    "received": noop("Treatment received is known"),
    "not_yet": noop("Not known yet"),
    "not_received": noop("Not assessable, or never treated"),
}
COURSES: Mapping[str, str] = {
    "in_trial": noop("In the trial"),
    "completed": noop("Completed"),
    "withdrawn": noop("Withdrew from follow-up"),
    "lost": noop("Lost to follow-up"),
    "died": noop("Died"),
}
MARKS: Mapping[str, str] = {
    "stopped_treatment": noop("Stopped the study treatment"),
    "excluded_after": noop("Excluded after enrollment"),
}


def label_of(key: Key, protocol: Protocol) -> str:
    """Of one line, read below the lines above it."""
    match key:
        case ("group", group):
            return group_words(group, protocol)
        case (*_before, "excluded" | "eligible_not_enrolled" | "excluded_after", code):
            return reason_words(code, protocol)
        case (*_before, part):
            return _(words_for(protocol)[part])
    raise KeyError(key)


def words_for(protocol: Protocol) -> Mapping[str, str]:
    return {**STAGES, **WAITING, **treatment_words(protocol), **COURSES, **MARKS}


def treatment_words(protocol: Protocol) -> Mapping[str, str]:
    return ASSIGNED if assigns(protocol) else OBSERVED


def group_words(group: str, protocol: Protocol) -> str:
    if group == EVERYBODY:
        return _("Allocated") if assigns(protocol) else _("Followed")
    if group == NOT_DETERMINED:
        return _("Strategy not determined")
    if assigns(protocol):
        found = next((worded(one.label) for one in protocol.arms if one.id == group), group)
        return _("Allocated: %(arm)s") % {"arm": found}
    return worded(protocol.word(group_fact(protocol), group))


def boxes_of(flow: Flow, protocol: Protocol) -> Iterator[Drawn]:
    """In the order they are drawn, what leaves the flow beside the box it leaves."""

    def lines(box: Box, prefix: Key) -> tuple[str, ...]:
        ordered = in_order(box.parts, protocol) if prefix != ("open",) else box.parts
        return tuple(
            counted(label_of((*prefix, part), protocol), count) for part, count in ordered.items()
        )

    yield Drawn(heading=counted(_(STAGES["assessed"]), flow.assessed))
    eligible = flow.eligible_not_enrolled.count
    more = (counted(_(STAGES["eligible_not_enrolled"]), eligible),) if eligible else ()
    yield Drawn(
        heading=counted(_(STAGES["excluded"]), flow.excluded.count),
        lines=(*lines(flow.excluded, ("excluded",)), *more),
        beside=True,
    )
    yield Drawn(
        heading=counted(_(STAGES["open"]), flow.open.count),
        lines=lines(flow.open, ("open",)),
        beside=True,
    )
    yield Drawn(heading=counted(_(STAGES["enrolled"]), flow.enrolled))
    if assigns(protocol):
        yield Drawn(heading=counted(_(STAGES["unallocated"]), flow.unallocated), beside=True)
    for place, group in enumerate(flow.groups):
        yield from boxes_in(group, protocol, apart=place > 0)


def boxes_in(group: Group, protocol: Protocol, *, apart: bool) -> Iterator[Drawn]:
    words = treatment_words(protocol)
    yield Drawn(
        apart=apart,
        heading=counted(group_words(group.key, protocol), group.count),
        lines=tuple(counted(_(words[kind]), n) for kind, n in group.treatment.parts.items()),
    )
    left = {kind: n for kind, n in group.course.parts.items() if kind not in STAYS}
    yield Drawn(
        heading=counted(_("Left the trial"), sum(left.values())),
        lines=tuple(counted(_(COURSES[kind]), n) for kind, n in left.items()),
        beside=True,
    )
    excluded = group.excluded_after
    yield Drawn(
        heading=_("Still counted, and marked"),
        lines=(
            counted(_(MARKS["stopped_treatment"]), group.stopped_treatment),
            counted(_(MARKS["excluded_after"]), excluded.count),
        ),
        beside=True,
    )
    stays = {kind: group.course.parts[kind] for kind in STAYS}
    yield Drawn(
        heading=counted(_("In the trial or completed"), sum(stays.values())),
        lines=tuple(counted(_(COURSES[kind]), n) for kind, n in stays.items()),
    )


STAYS = ("in_trial", "completed")


def counted(words: str, count: int) -> str:
    return _("%(what)s: %(n)s") % {"what": words, "n": count}
