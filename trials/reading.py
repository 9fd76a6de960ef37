"""A protocol put into words: what a date hangs on, where an endpoint starts and ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trials.domain.condition_nodes import Condition, comparisons
from trials.domain.condition_words import rule
from trials.domain.protocol.criteria import Criterion, KnowableAt
from trials.domain.protocol.disclosure import Moment
from trials.domain.protocol.endpoints import (
    AdverseEventProportion,
    Endpoint,
    Proportion,
    Standing,
    TimeToEvent,
)
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit
from trials.wording import worded

Lines = list[tuple[str, str]]

KNOWN_AT: Mapping[KnowableAt, object] = {
    KnowableAt.SCREENING: gettext_lazy("at screening"),
    KnowableAt.SURGERY: gettext_lazy("after surgery"),
    KnowableAt.DAY_90: gettext_lazy("after day 90"),
    KnowableAt.END: gettext_lazy("at the end"),
}

STANDINGS: Mapping[Standing, object] = {
    Standing.PRIMARY: gettext_lazy("Primary"),
    Standing.SECONDARY: gettext_lazy("Secondary"),
    Standing.EXPLORATORY: gettext_lazy("Exploratory"),
}

MOMENTS: Mapping[Moment, object] = {
    Moment.PREDICTION: gettext_lazy("as soon as it is made"),
    Moment.STRATEGY_LOCKED: gettext_lazy("once the strategy received is locked"),
    Moment.RESPONSE_LOCKED: gettext_lazy("once response and decision are locked"),
    Moment.OUTCOME_LOCKED: gettext_lazy("once the participant's outcome is locked"),
    Moment.DATABASE_LOCK: gettext_lazy("at database lock"),
}


@dataclass(frozen=True, kw_only=True)
class VisitReading:
    code: str
    label: str
    due: str
    window: str
    when: str = ""


@dataclass(frozen=True, kw_only=True)
class CriterionReading:
    id: str
    text: str
    printed: str
    known: str
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EndpointReading:
    id: str
    title: str
    definition: str
    standing: str
    printed: str
    is_printed: bool
    lines: Lines


@dataclass(frozen=True, kw_only=True)
class DisclosureReading:
    label: str
    analysis: str
    sites: str
    closed_by: str
    why: str


def visit_reading(visit: Visit, protocol: Protocol) -> VisitReading:
    early, late = visit.window
    return VisitReading(
        code=visit.visit,
        label=worded(visit.label),
        due=due(visit, worded(protocol.label(visit.anchor))),
        window=_("%(early)s to %(late)s days") % {"early": early, "late": f"+{late}"},
        when=condition(visit.when, protocol) if visit.when else "",
    )


def due(visit: Visit, anchor: str) -> str:
    for count, template in (
        (visit.days, _("%(n)s days after: %(anchor)s")),
        (visit.weeks, _("%(n)s weeks after: %(anchor)s")),
        (visit.months, _("%(n)s months after: %(anchor)s")),
    ):
        if count:
            return template % {"n": count, "anchor": anchor}
    return _("on the day of: %(anchor)s") % {"anchor": anchor}


def condition(asked: Condition, protocol: Protocol) -> str:
    """The comparisons of a condition, each as "label: what is allowed"."""
    return "; ".join(
        f"{worded(protocol.label(one.fact))}: {worded(rule(one, protocol, {}))}"
        for one in comparisons(asked)
    )


def criterion_reading(one: Criterion, protocol: Protocol) -> CriterionReading:
    return CriterionReading(
        id=one.id,
        text=worded(one.text),
        printed=one.printed or "",
        known=str(KNOWN_AT[one.knowable_at]),
        readings=tuple(worded(protocol.ambiguity(name).title) for name in one.readings),
    )


def endpoint_reading(one: Endpoint, protocol: Protocol) -> EndpointReading:
    lines = endpoint_lines(one, protocol)
    sets = ", ".join(worded(protocol.sets[name].label) for name in one.sets)
    return EndpointReading(
        id=one.id,
        title=worded(one.title),
        definition=worded(one.definition),
        standing=str(STANDINGS[one.role]),
        printed=one.printed_text or "",
        is_printed=one.printed,
        lines=[*lines, (_("Analysis sets"), sets)],
    )


def endpoint_lines(one: Endpoint, protocol: Protocol) -> Lines:
    match one:
        case TimeToEvent():
            return time_to_event(one, protocol)
        case AdverseEventProportion():
            return adverse_events(one, protocol)
        case Proportion():
            return proportion(one, protocol)


def time_to_event(one: TimeToEvent, protocol: Protocol) -> Lines:
    lines = [
        (_("Counted from"), labels([one.origin], protocol)),
        (_("Events"), labels(one.events, protocol)),
        (_("Competing"), labels(one.competing, protocol)),
        (_("Observation ends"), labels([one.censor_at], protocol)),
        (_("Horizon"), months(one.horizon_months)),
        (_("Sensitivity"), "; ".join(worded(other.label) for other in one.sensitivity)),
    ]
    return [line for line in lines if line[1]]


def adverse_events(one: AdverseEventProportion, protocol: Protocol) -> Lines:
    ends = labels([one.window_to], protocol)
    return [
        (_("In"), ", ".join(worded(protocol.arm(arm).label) for arm in one.arms)),
        (_("Grade"), _("%(grade)s or more") % {"grade": one.min_grade}),
        (_("Related to"), ", ".join(worded(protocol.agent(a).label) for a in one.related_to)),
        (_("From"), labels([one.window_from], protocol)),
        (_("Until"), _("%(end)s + %(n)s days") % {"end": ends, "n": one.plus_days}),
    ]


def proportion(one: Proportion, protocol: Protocol) -> Lines:
    return [
        (_("Among those with"), condition(one.among, protocol)),
        (_("Share with"), condition(one.when, protocol)),
    ]


def labels(names: Iterable[str], protocol: Protocol) -> str:
    return ", ".join(worded(protocol.label(name)) for name in names)


def months(count: int | None) -> str:
    if count is None:
        return ""
    return ngettext("%(n)s month", "%(n)s months", count) % {"n": count}


def disclosures(protocol: Protocol) -> list[DisclosureReading]:
    return [
        DisclosureReading(
            label=worded(one.label),
            analysis=str(MOMENTS[one.open_to_analysis]),
            sites=str(MOMENTS[one.open_to_sites]),
            closed_by=", ".join(worded(protocol.form(form).label) for form in one.closed_by),
            why=worded(one.why),
        )
        for one in protocol.disclosure.values()
    ]
