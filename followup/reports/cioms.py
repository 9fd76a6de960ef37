"""What stands in which box of the report of one serious event (the CIOMS I form).

The form asks for initials and a date of birth; a trial gives a code and an age instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from followup.domain.seriousness import CRITERION_LABELS, NOT_RELATED, RELATED
from followup.forms.adverse_events import CAUSALITY
from followup.forms.shown import agent_label, at_the_site
from followup.models import AdverseEvent, SponsorJudgment, TreatmentCourse
from followup.selectors.serious_events import latest_judgment, standing_reports
from trials.domain.ctcae.terms import term
from trials.domain.protocol.protocol import Protocol
from trials.selectors.protocols import protocol_of
from trials.wording import worded


@dataclass(frozen=True, kw_only=True)
class Box:
    """`share` of the width of its row; `ticks`: what the form offers, and whether it applies."""

    label: str
    lines: Sequence[str] = ()
    share: float = 1.0
    ticks: Sequence[tuple[str, bool]] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    heading: str
    rows: Sequence[Sequence[Box]]


@dataclass(frozen=True, kw_only=True)
class Form:
    title: str
    control: str
    foot: str
    parts: Sequence[Part] = field(default_factory=list)


def form_of(event: AdverseEvent, *, at: datetime) -> Form:
    protocol = protocol_of(event.protocol_version)
    courses = courses_before(event)
    judgment = latest_judgment(event)
    control = f"{event.activation.trial.slug}-{event.participant.code}-{event.pk}"
    return Form(
        title=_("Report of a serious adverse event (CIOMS I)"),
        control=control,
        foot=_("Drawn on %(at)s") % {"at": at_the_site(at, event.activation.site)},
        parts=[
            reaction(event),
            suspects(event, courses),
            others(event, courses, judgment),
            sponsor(event, protocol, control),
        ],
    )


def courses_before(event: AdverseEvent) -> list[TreatmentCourse]:
    given = TreatmentCourse.objects.filter(
        participant=event.participant, start_date__lte=event.onset_latest
    )
    return list(given.select_related("protocol_version__trial", "activation__site"))


def reaction(event: AdverseEvent) -> Part:
    person = event.participant
    site = event.activation.site
    chinese = (get_language() or "en").startswith("zh")
    return Part(
        heading=_("I. The event"),
        rows=[
            [
                Box(label=_("1. Participant"), lines=[person.code], share=0.28),
                Box(label=_("1a. Site"), lines=[site.name_zh if chinese else site.name_en]),
                Box(
                    label=_("2a. Age when screened"),
                    lines=[str(person.age_at_screening)],
                    share=0.18,
                ),
                Box(label=_("3. Sex"), lines=[str(person.get_sex_display())], share=0.12),
                Box(label=_("4-6. Onset"), lines=[event.onset], share=0.16),
            ],
            [
                Box(label=_("7 + 13. What happened"), lines=list(story(event))),
                Box(label=_("8-12. Serious, because the event"), ticks=ticks(event), share=0.4),
            ],
        ],
    )


def story(event: AdverseEvent) -> Iterator[str]:
    named = term(event.term).label(get_language() or "en")
    yield f"{named}: {event.term_text}" if event.term_text else named
    yield _("CTCAE %(version)s grade %(grade)s") % {
        "version": event.ctcae_version,
        "grade": event.grade,
    }
    yield f"{_('Outcome')}: {event.get_outcome_display()}"
    if event.end:
        yield f"{_('End')}: {event.end}"
    yield f"{_('The site came to know')}: {at_the_site(event.aware_at, event.activation.site)}"
    if event.serious_aware_at:
        learned = at_the_site(event.serious_aware_at, event.activation.site)
        yield f"{_('The site learned that it is serious')}: {learned}"
    yield from event.narrative.splitlines()
    for report in standing_reports(event):
        if report.content:
            yield f"{at_the_site(report.told_at, event.activation.site)}: {report.content}"


def ticks(event: AdverseEvent) -> list[tuple[str, bool]]:
    return [(_(label), one in event.seriousness) for one, label in CRITERION_LABELS.items()]


def suspects(event: AdverseEvent, courses: Sequence[TreatmentCourse]) -> Part:
    blamed = [one for one in courses if not is_cleared(event, one)]
    names = [*map(named, blamed), *blamed_alone(event, courses)]
    return Part(
        heading=_("II. Treatment that may have caused it"),
        rows=[
            [
                Box(label=_("14. Agent"), lines=names or [_("None")]),
                Box(label=_("15. Dose"), lines=[dose(one) for one in blamed], share=0.18),
                Box(label=_("16. Route"), lines=[route(one) for one in blamed], share=0.2),
                Box(label=_("18-19. From, to"), lines=[period(one) for one in blamed], share=0.28),
            ],
            [
                Box(
                    label=_("17. Indication"),
                    lines=[worded(protocol_of(event.protocol_version).trial.short_title)],
                ),
            ],
            [
                Box(
                    label=_("Investigator: cause"),
                    lines=causes(event, event.causality),
                ),
                Box(
                    label=_("Investigator: expected"),
                    lines=[expectation(event.expected)],
                    share=0.3,
                ),
            ],
        ],
    )


def is_cleared(event: AdverseEvent, course: TreatmentCourse) -> bool:
    return bool(event.causality.get(course.agent) == NOT_RELATED)


def blamed_alone(event: AdverseEvent, courses: Sequence[TreatmentCourse]) -> list[str]:
    """Blamed, though no course of it before the event is recorded."""
    given = {one.agent for one in courses}
    alone = [one for one, how in event.causality.items() if how == RELATED and one not in given]
    return [
        _("%(agent)s: no course recorded") % {"agent": agent_label(event, one)} for one in alone
    ]


def named(course: TreatmentCourse) -> str:
    label = agent_label(course, course.agent)
    return f"{label} ({course.product})" if course.product else label


def dose(course: TreatmentCourse) -> str:
    return f"{course.dose.normalize():f} {course.dose_unit}" if course.dose is not None else "–"


def route(course: TreatmentCourse) -> str:
    return worded(protocol_of(course.protocol_version).agent(course.agent).route) or "–"


def period(course: TreatmentCourse) -> str:
    return f"{course.start_date} – {course.end_date or _('going on')}"


def causes(event: AdverseEvent, causality: dict[str, str]) -> list[str]:
    words = dict(CAUSALITY)
    said = [f"{agent_label(event, one)}: {words[how]}" for one, how in causality.items()]
    return said or [_("Not judged yet")]


def expectation(expected: bool | None) -> str:
    if expected is None:
        return _("Not judged yet")
    return _("Yes") if expected else _("No")


def others(
    event: AdverseEvent, courses: Sequence[TreatmentCourse], judgment: SponsorJudgment | None
) -> Part:
    cleared = [f"{named(one)}, {period(one)}" for one in courses if is_cleared(event, one)]
    causality = judgment.causality if judgment else {}
    rows = [
        [Box(label=_("22. Other treatment of the trial"), lines=cleared or [_("None")])],
        [
            Box(label=_("Sponsor: cause"), lines=causes(event, causality)),
            Box(
                label=_("Sponsor: expected"),
                lines=[expectation(judgment.expected if judgment else None)],
                share=0.3,
            ),
        ],
    ]
    return Part(heading=_("III. Other treatment, and the sponsor's judgment"), rows=rows)


def sponsor(event: AdverseEvent, protocol: Protocol, control: str) -> Part:
    told = event.reported_at
    site = event.activation.site
    name = worded(protocol.trial.sponsor) or _("Not named in the protocol")
    told_before = [one for one in standing_reports(event) if one.recipient == "authority"]
    stage = _("Follow-up report") if told_before else _("Initial report")
    return Part(
        heading=_("IV. The sponsor"),
        rows=[
            [
                Box(label=_("24a. Sponsor"), lines=[name]),
                Box(label=_("24b. Control number"), lines=[control], share=0.4),
            ],
            [
                Box(
                    label=_("24c. Told on"),
                    lines=[at_the_site(told, site) if told else _("Not told yet")],
                ),
                Box(label=_("24d. Source"), lines=[_("Study")], share=0.2),
                Box(label=_("25a. Kind of report"), lines=[stage], share=0.25),
            ],
        ],
    )
