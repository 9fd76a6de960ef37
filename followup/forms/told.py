"""Who was told of a serious event and when, both judgments side by side, and the line listing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casebook.selectors.protocols import protocol_behind
from followup.domain.clocks import RULE_LABELS, STATE_LABELS
from followup.domain.serious_reports import INITIAL, SPONSOR
from followup.domain.seriousness import RELATED
from followup.forms.adverse_events import CAUSALITY
from followup.forms.clocks import TONES
from followup.forms.shown import at_the_site, seriousness
from followup.models import AdverseEvent, SeriousReport
from followup.selectors.serious_events import (
    case_of,
    is_archived,
    latest_judgment,
    next_clock,
    standing_reports,
)
from trials.domain.ctcae.terms import term
from trials.wording import worded


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of who was told when; `struck` says why it counts no more."""

    when: str
    who: str
    stage: str
    said: str
    by: str
    struck: str = ""


def told_lines(event: AdverseEvent) -> list[Told]:
    reports = [(one.told_at, line_of(one)) for one in event.seriousreports.all()]
    first = [(event.reported_at, first_line(event))] if event.reported_at else []
    ordered = sorted([*first, *reports], key=lambda pair: pair[0])
    return [line for _at, line in ordered]


def first_line(event: AdverseEvent) -> Told:
    assert event.reported_at is not None
    return Told(
        when=at_the_site(event.reported_at, event.activation.site),
        who=recipient_word(SPONSOR),
        stage=str(dict(SeriousReport.Stage.choices)[INITIAL]),
        said="",
        by="",
    )


def line_of(report: SeriousReport) -> Told:
    news = report.recipient == SPONSOR
    urgent = _("First word of the death or threat to life") if report.turned_urgent else ""
    return Told(
        when=at_the_site(report.told_at, report.event.activation.site),
        who=str(report.get_recipient_display()),
        stage=_("New information") if news else str(report.get_stage_display()),
        said="; ".join(one for one in (report.reference, report.content, urgent) if one),
        by=str(report.noted_by),
        struck=report.struck_reason,
    )


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What each side holds of one question."""

    asked: str
    investigator: str
    sponsor: str
    listed: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.investigator and self.sponsor) and self.investigator != self.sponsor


def judged_lines(event: AdverseEvent) -> list[Judged]:
    latest = latest_judgment(event)
    said = latest.causality if latest else {}
    words: dict[str | None, object] = {**dict(CAUSALITY), None: ""}
    agents = [one for one in protocol_behind(event).agents if one.causality]
    causes = [
        Judged(
            asked=worded(agent.label),
            investigator=str(words[event.causality.get(agent.id)]),
            sponsor=str(words[said.get(agent.id)]),
            listed=yes_no(event.term in agent.listed) if agent.listed else "",
        )
        for agent in agents
    ]
    expected = Judged(
        asked=_("Expected"),
        investigator=yes_no(event.expected),
        sponsor=yes_no(latest.expected if latest else None),
    )
    return [*causes, expected]


def expected_unlisted(event: AdverseEvent) -> bool:
    """Somebody calls it expected, and no agent that is blamed lists it, of those with a list."""
    latest = latest_judgment(event)
    calls_it_expected = event.expected or (latest is not None and latest.expected)
    said = [event.causality, latest.causality if latest else {}]
    blamed = {agent for one in said for agent, how in one.items() if how == RELATED}
    agents = [one for one in protocol_behind(event).agents if one.id in blamed and one.listed]
    return bool(calls_it_expected and agents and not any(event.term in a.listed for a in agents))


def yes_no(value: bool | None) -> str:
    return "" if value is None else (_("Yes") if value else _("No"))


def verdict(event: AdverseEvent) -> str:
    """Whether it is to be told the authority within days, and why."""
    case = case_of(event)
    if not case.criteria:
        return _("Not serious: nobody has to be told at once.")
    if is_archived(event):
        return _("Archived: it was over before anybody could be told.")
    if case.judged.expected is True:
        return _("Expected: it is not expedited.")
    if not case.is_expedited:
        return _("Both sides exclude that treatment caused it: it is not expedited.")
    return _("Expedited: unexpected, and not both sides have excluded that treatment caused it.")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of the listing; `sheet` is the same for a spreadsheet."""

    event: AdverseEvent
    named: str
    why: str
    outcome: str
    related: str
    told: str
    due: str = ""
    state: str = ""
    tone: str = ""

    @property
    def sheet(self) -> list[object]:
        one = self.event
        return [
            one.activation.site.code,
            one.participant.code,
            self.named,
            one.grade,
            one.onset,
            one.end,
            self.why,
            self.outcome,
            self.related,
            yes_no(one.expected),
            self.told,
            f"{self.state} {self.due}".strip(),
        ]


def heads() -> list[str]:
    return [
        _("Site"),
        _("Participant"),
        _("Term"),
        _("Grade"),
        _("Onset"),
        _("End"),
        _("Serious, because the event"),
        _("Outcome"),
        _("Related to"),
        _("Expected"),
        _("Told"),
        _("Next report"),
    ]


def listing(events: Iterable[AdverseEvent], *, now: datetime) -> list[Listed]:
    return [listed(one, now) for one in events]


def listed(event: AdverseEvent, now: datetime) -> Listed:
    clock = next_clock(event, now=now)
    named = term(event.term).label(get_language() or "en")
    more = {}
    if clock is not None:
        state = clock.state(now)
        due = f"{_(RULE_LABELS[clock.rule])}, {clock.due_at:%Y-%m-%d %H:%M}"
        more = {"due": due, "state": _(STATE_LABELS[state]), "tone": TONES[state]}
    return Listed(
        event=event,
        named=f"{named}: {event.term_text}" if event.term_text else named,
        why=seriousness(event.seriousness),
        outcome=str(event.get_outcome_display()),
        related=related_to(event),
        told=", ".join(recipients(event)),
        **more,
    )


def related_to(event: AdverseEvent) -> str:
    blamed = {one for one, said in event.causality.items() if said == RELATED}
    agents = protocol_behind(event).agents
    return ", ".join(worded(agent.label) for agent in agents if agent.id in blamed)


def recipients(event: AdverseEvent) -> Sequence[str]:
    first = [SPONSOR] if event.reported_at else []
    told = [*first, *(one.recipient for one in standing_reports(event))]
    return [recipient_word(one) for one in dict.fromkeys(told)]


def recipient_word(recipient: str) -> str:
    return str(dict(SeriousReport.Recipient.choices)[recipient])
