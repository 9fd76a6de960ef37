"""A record as people read it: question by question, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from casebook.models import Record
from casebook.selectors.protocols import protocol_behind
from followup.domain.clavien_dindo import GRADE_LABELS, graded
from followup.domain.seriousness import CRITERION_LABELS, Criterion
from followup.forms.adverse_events import CAUSALITY
from followup.models import AdverseEvent
from trials.domain.ctcae.terms import term
from trials.models import Site
from trials.wording import worded

LABELS: Mapping[str, str | Promise] = {
    "term": lazy("Term"),
    "term_text": lazy("What it was"),
    "grade": lazy("Grade"),
    "grades": lazy("Course of the grade"),
    "onset": lazy("Onset"),
    "end": lazy("End"),
    "seriousness": lazy("Serious, because the event"),
    "causality": lazy("Causality"),
    "action_taken": lazy("What was done with the treatment"),
    "expected": lazy("Expected"),
    "outcome": lazy("Outcome"),
    "narrative": lazy("What happened"),
    "aware_at": lazy("The site came to know"),
    "serious_aware_at": lazy("The site learned that it is serious"),
    "reported_at": lazy("The sponsor was told"),
    "agent": lazy("Agent"),
    "product": lazy("Product"),
    "start_date": lazy("Begun on"),
    "end_date": lazy("Ended on"),
    "dose": lazy("Dose"),
    "dose_unit": lazy("Unit"),
    "stop_reason": lazy("Why it was stopped or reduced"),
    "surgery_date": lazy("Surgery on"),
    "procedure": lazy("Procedure"),
    "margin": lazy("Resection margin"),
    "histology": lazy("Histology"),
    "histology_date": lazy("Pathology report of"),
    "blood_loss_ml": lazy("Blood loss (mL)"),
    "clavien_dindo": lazy("Worst complication by Clavien-Dindo"),
    "scan_date": lazy("Scan of"),
    "modality": lazy("Kind of scan"),
    "adequate": lazy("Adequate to judge recurrence"),
    "inadequate_reason": lazy("Why it is not adequate"),
    "finding": lazy("What it shows"),
    "location": lazy("Where the recurrence is"),
    "first_seen_date": lazy("First seen on the scan of"),
    "vital_status": lazy("The participant is"),
    "status_date": lazy("On"),
    "information_source": lazy("Known from"),
    "recurrence_told": lazy("Recurrence told of"),
    "cause_of_death": lazy("Cause of death"),
    "attempt_date": lazy("Tried on"),
    "means": lazy("Tried by"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question with what the record says; `other`: what another version says."""

    label: str
    shown: str
    other: str = ""

    @property
    def differs(self) -> bool:
        return self.shown != self.other


def lines_of(record: Record) -> list[Line]:
    """What was answered; what was left empty is left out."""
    lines = (Line(label=str(label), shown=shown(record, name)) for name, label in asked(record))
    return [line for line in lines if line.shown]


def compared(mine: Record, theirs: Record) -> list[Line]:
    return [
        Line(label=str(label), shown=shown(mine, name), other=shown(theirs, name))
        for name, label in asked(theirs)
        # Nobody types these: other acts record them.
        if name not in {"reported_at", "grades"}
    ]


def asked(record: Record) -> list[tuple[str, str | Promise]]:
    return [(name, LABELS[name]) for name in record.as_values() if name in LABELS]


def shown(record: Record, name: str) -> str:
    value = getattr(record, name)
    if name == "agent":
        return agent_label(record, value)
    if name == "term":
        return term(value).label(get_language() or "en")
    if name == "clavien_dindo":
        return complication(value)
    if isinstance(record, AdverseEvent) and name in OF_EVENTS:
        return OF_EVENTS[name](record, value)
    if record._meta.get_field(name).choices:
        return str(getattr(record, f"get_{name}_display")())
    return plain(value, record.activation.site)


def complication(code: str) -> str:
    found = graded(code)
    return code if found is None else f"{found.shown}: {_(GRADE_LABELS[found.grade])}"


def by_agent(record: Record, said: Mapping[str, str], words: Mapping[str, Any]) -> str:
    return "; ".join(f"{agent_label(record, one)}: {words[how]}" for one, how in said.items())


OF_EVENTS: Mapping[str, Callable[[AdverseEvent, Any], str]] = {
    "seriousness": lambda event, value: seriousness(value),
    "causality": lambda event, value: by_agent(event, value, dict(CAUSALITY)),
    "action_taken": lambda event, value: by_agent(
        event, value, dict(AdverseEvent.ActionTaken.choices)
    ),
    "grades": lambda event, value: "; ".join(f"{one['day']}: {one['grade']}" for one in value),
}


def at_the_site(at: datetime, site: Site) -> str:
    local = at.astimezone(ZoneInfo(site.time_zone))
    return _("%(at)s, site time") % {"at": f"{local:%Y-%m-%d %H:%M}"}


def seriousness(criteria: list[str]) -> str:
    labels = [_(CRITERION_LABELS[Criterion(one)]) for one in criteria]
    return "; ".join(labels) or _("Not serious")


def agent_label(record: Record, agent: str) -> str:
    known = {one.id: one.label for one in protocol_behind(record).agents}
    return worded(known.get(agent, agent))


def plain(value: Any, site: Site) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return at_the_site(value, site)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
