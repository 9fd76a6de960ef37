"""Adverse events and scans on the participant's timeline.

Surgery, doses, recurrence and death stand there already, as facts.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language

from casebook.domain.timeline import Moment
from casebook.models import Participant
from followup.models import AdverseEvent, TumorAssessment
from trials.domain.ctcae.terms import term
from trials.domain.messages import gettext_noop as _
from trials.domain.partial_dates import PartialDate

EVENTS, SCANS = _("Adverse events"), _("Scans")
SCAN_TONES = {"none": "done", "equivocal": "due", "recurrence": "overdue"}


def moments_of(participant: Participant) -> Iterator[Moment]:
    records = reverse(
        "followup:records", args=[participant.activation.trial.slug, participant.code]
    )
    for event in AdverseEvent.objects.filter(participant=participant):
        yield of_event(event, records)
    for scan in TumorAssessment.objects.filter(participant=participant):
        yield of_scan(scan, records)


def of_event(event: AdverseEvent, records: str) -> Moment:
    """One without an end is drawn on its onset alone: whether it goes on is not known."""
    name = term(event.term).label(get_language() or "en")
    return Moment(
        lane=EVENTS,
        label=f"{name} {event.grade}",
        starts=PartialDate.parse(event.onset),
        ends=PartialDate.parse(event.end) if event.end else None,
        tone="overdue" if event.serious else "due",
        href=f"{records}#event-{event.pk}",
    )


def of_scan(scan: TumorAssessment, records: str) -> Moment:
    return Moment(
        lane=SCANS,
        label=str(scan.get_finding_display()),
        starts=PartialDate.of(scan.scan_date),
        tone=SCAN_TONES[scan.finding] if scan.adequate else "empty",
        href=f"{records}#scan-{scan.pk}",
    )
