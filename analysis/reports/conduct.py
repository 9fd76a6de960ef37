"""The sections on how the trial runs: pooled in the open report, by arm in the closed one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from analysis.domain.accrual import accrual_chart, site_chart
from analysis.domain.baseline import baseline_table
from analysis.domain.blocks import Block
from analysis.domain.counted import Line, counted_table, lines_by
from analysis.domain.safety import Arm
from analysis.domain.tables import Label, Table
from analysis.models import DataCut
from analysis.reports.wording import worded
from analysis.selectors.cut_conduct import (
    Conduct,
    conduct_of,
    sites_of,
    source_of,
)
from analysis.selectors.cut_people import CutPerson, begun_on
from casebook.models import Deviation, FormRecord, Visit, Withdrawal
from enrollment.domain.reasons import REASON_LABELS
from trials.domain.messages import message as _
from trials.domain.protocol.forms import CODED, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Known, day_of

Blocks = Iterator[Block]
# The sources print how many, and none of them how fast.
NO_RATE = _("The protocol plans no rate of enrollment, so what is expected is the target alone.")
NUMBERS = (ItemType.NUMBER, ItemType.INTEGER)


def conduct_blocks(
    cut: DataCut,
    people: Sequence[CutPerson],
    arms: Sequence[Arm],
    protocol: Protocol,
    *,
    given: Sequence[Arm],
) -> Blocks:
    """`arms` split the full analysis set: the denominators of every table here. `given` splits it
    where agents are told: pooled where arms have letters."""
    inside = {one for arm in arms for one in arm.members}
    enrolled = [one for one in people if one.id in inside]
    conduct = conduct_of(cut)
    yield from accrual_charts(cut, enrolled, protocol)
    yield enrollment_table(cut, enrolled, arms)
    yield screening_table(people, conduct, inside, protocol)
    yield baseline_table(characteristics(protocol), {one.id: one.facts for one in enrolled}, arms)
    yield status_table(enrolled, conduct, arms)
    yield exposure_table(conduct, given, protocol)
    yield deviations_table(conduct, arms)
    yield completeness_table(conduct, arms)


def accrual_charts(cut: DataCut, enrolled: Sequence[CutPerson], protocol: Protocol) -> Blocks:
    """Everybody together in both reports: how fast people come is no outcome."""
    codes, source = sites_of(cut), source_of(cut)
    days: dict[str, list[date]] = {code: [] for code in codes.values()}
    for one in enrolled:
        if begun := begun_on(one):
            days[codes[one.activation]].append(begun)
    if not any(days.values()):
        return
    together = [day for one in days.values() for day in one]
    target = protocol.trial.target
    if target:
        yield NO_RATE
    yield accrual_chart(together, target=target, cut=cut.events_to, source=source)
    by_site = site_chart(days, cut=cut.events_to, source=source)
    yield from [by_site] if by_site else []


def enrollment_table(cut: DataCut, enrolled: Sequence[CutPerson], arms: Sequence[Arm]) -> Table:
    codes = sites_of(cut)
    months = [
        (day.full.strftime("%Y-%m") if day and day.full else "", one.id)
        for one in enrolled
        for day in [day_of(one.facts, "enrolled")]
    ]
    by_month = sorted(lines_by(months, month_label, prefix="month:"), key=lambda line: line.key)
    sites = lines_by([(codes[one.activation], one.id) for one in enrolled], str, prefix="site:")
    everybody = Line(key="all", label=_("Enrolled"), people=frozenset(one.id for one in enrolled))
    return counted_table(
        "enrollment",
        _("Enrollment by site and month"),
        _("Site and month"),
        [everybody, *sites, *by_month],
        arms,
    )


def month_label(month: str) -> Label:
    return month or _("Day not known")


def screening_table(
    people: Sequence[CutPerson], conduct: Conduct, inside: set[int], protocol: Protocol
) -> Table:
    """Nobody screened has an arm yet: pooled in both reports."""
    everybody = Arm(key="", label=_("All"), members=tuple(one.id for one in people))
    known = {one.id for one in people}
    lines = [
        Line(key="screened", label=_("Screened"), people=frozenset(known)),
        Line(key="enrolled", label=_("Enrolled"), people=frozenset(inside & known)),
        *lines_by(
            [pair for pair in conduct.closed if pair[1] not in inside],
            lambda code: reason_of(code, protocol),
            prefix="not:",
            level=1,
        ),
    ]
    return counted_table(
        "screening", _("Screened and not enrolled, by reason"), _("Reason"), lines, [everybody]
    )


def reason_of(code: str, protocol: Protocol) -> Label:
    if code in REASON_LABELS:
        return _(REASON_LABELS[code])
    found = next((one.text for one in protocol.criteria if one.id == code), None)
    return _("{id}: {text}", id=code, text=found) if found else code


def characteristics(protocol: Protocol) -> list[tuple[str, Label, Mapping[str, Label]]]:
    """Age, sex, and what the plan adjusts for."""
    named = [name for one in protocol.analyses for name in one.covariates]
    wanted = dict.fromkeys(["age_at_consent", "sex", *named])
    found: list[tuple[str, Label, Mapping[str, Label]]] = []
    for name in wanted:
        if name not in protocol.names:
            continue
        declared = protocol.declaration(name)
        if declared.type in CODED:
            found.append((name, declared.label, dict(declared.codes)))
        elif declared.type in NUMBERS:
            found.append((name, declared.label, {}))
    return found


def status_table(enrolled: Sequence[CutPerson], conduct: Conduct, arms: Sequence[Arm]) -> Table:
    died, lost = having(enrolled, "death"), having(enrolled, "lost")
    left = {pk for _scope, pk in conduct.withdrawn}
    going = {one.id for one in enrolled} - died - lost - left
    labels = dict(Withdrawal.Scope.choices)
    lines = [
        Line(key="going", label=_("In the trial"), people=frozenset(going)),
        Line(key="lost", label=_("Lost to follow-up"), people=frozenset(lost)),
        Line(key="died", label=_("Died"), people=frozenset(died)),
        Line(key="withdrew", label=_("Withdrew something"), people=frozenset(left)),
        *lines_by(conduct.withdrawn, lambda one: worded(labels[one]), prefix="w:", level=1),
    ]
    note = _("Somebody may stand in several lines; only the first excludes the others.")
    return counted_table("status", _("Status"), _("Status"), lines, arms, footnotes=[note])


def having(people: Sequence[CutPerson], name: str) -> set[int]:
    return {one.id for one in people if isinstance(one.facts.get(name), Known)}


def exposure_table(conduct: Conduct, arms: Sequence[Arm], protocol: Protocol) -> Table:
    agents = {one.id: one.label for one in protocol.agents}
    lines = lines_by(conduct.agents, lambda agent: agents.get(agent, agent))
    return counted_table("exposure", _("Treated at least once, by agent"), _("Agent"), lines, arms)


def deviations_table(conduct: Conduct, arms: Sequence[Arm]) -> Table:
    labels = dict(Deviation.Kind.choices)
    lines = lines_by(conduct.deviations, lambda kind: worded(labels[kind]))
    return counted_table("deviations", _("Participants with deviations"), _("Kind"), lines, arms)


def completeness_table(conduct: Conduct, arms: Sequence[Arm]) -> Table:
    visits, forms = dict(Visit.Outcome.choices), dict(FormRecord.Status.choices)
    lines = [
        *lines_by(
            conduct.visits, lambda one: _("Visit: {state}", state=worded(visits[one])), prefix="v:"
        ),
        *lines_by(
            conduct.forms, lambda one: _("Form: {state}", state=worded(forms[one])), prefix="f:"
        ),
    ]
    return counted_table(
        "completeness",
        _("Visits and forms"),
        _("At least one"),
        lines,
        arms,
        footnotes=[_("Participants with at least one visit or form in that state.")],
    )
