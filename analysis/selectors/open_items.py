"""What is still open in a trial when its database is to be locked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from casebook.domain.queries import QueryState
from casebook.models import DataLock, FormRecord, FormSignature, Query, Record
from casebook.selectors.data_locks import WHOLE_SITE
from followup.domain.reads import DOUBLE
from followup.models import BlindRead, TumorAssessment
from followup.selectors.reads import scans_at, verdict_on
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import RecurrenceSource
from trials.models import SiteActivation, Trial
from trials.selectors.readings import latest_as_read
from trials.wording import worded

KINDS = {
    "queries": _("Queries not closed"),
    "incomplete_forms": _("Forms not complete"),
    "unsigned_forms": _("Forms not signed as they are now"),
    "unread_scans": _("Scans not read to the end"),
    "unsettled_scans": _("Scans still equivocal"),
}


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    kind: str
    site: str
    participant: str
    what: str


def open_items(trial: Trial) -> list[OpenItem]:
    """By kind and participant; of the sites that the asking person reaches."""
    scans = (*unread_scans(trial), *unsettled_scans(trial))
    return [*open_queries(trial), *open_forms(trial), *scans]


def sites_still_open(trial: Trial) -> list[str]:
    """Where data can still be entered: neither the site nor the whole trial is locked there."""
    closed = DataLock.objects.in_effect().filter(WHOLE_SITE, activation__trial=trial)
    rest = SiteActivation.objects.filter(trial=trial).exclude(pk__in=closed.values("activation"))
    return sorted(rest.values_list("site__code", flat=True))


def counts_of(items: Sequence[OpenItem]) -> dict[str, int]:
    return {kind: sum(one.kind == kind for one in items) for kind in KINDS}


PLACE = ("activation__site__code", "participant__code")


def open_queries(trial: Trial) -> Iterator[OpenItem]:
    protocol = latest_as_read(trial)
    found = Query.objects.filter(activation__trial=trial).exclude(state=QueryState.CLOSED)
    for site, code, form, item in found.order_by(*PLACE, "pk").values_list(
        *PLACE, "record__form_id", "item"
    ):
        what = f"{form_called(protocol, form)}: {item_called(protocol, item)}"
        yield OpenItem(kind="queries", site=site, participant=code, what=what)


def open_forms(trial: Trial) -> Iterator[OpenItem]:
    """Whatever a signature is bound to changes only when the form is written again."""
    latest = FormSignature.objects.filter(record=OuterRef("pk")).order_by("-pk")
    signed = Subquery(latest.values("signature__signed_at")[:1])
    protocol = latest_as_read(trial)
    rows = FormRecord.objects.filter(activation__trial=trial).annotate(signed_at=signed)
    begun = Q(status=Record.Status.INCOMPLETE)
    unsigned = Q(signed_at=None) | Q(signed_at__lt=F("entered_at"))
    found = rows.filter(begun | unsigned).order_by(*PLACE, "pk")
    for site, code, form, visit, status in found.values_list(*PLACE, "form_id", "visit", "status"):
        begun_only = status == Record.Status.INCOMPLETE
        kind = "incomplete_forms" if begun_only else "unsigned_forms"
        what = f"{form_called(protocol, form)} {visit}".strip()
        yield OpenItem(kind=kind, site=site, participant=code, what=what)


def form_called(protocol: Protocol, form_id: str) -> str:
    """By its code where only an earlier version has it."""
    form = next((one for one in protocol.forms if one.id == form_id), None)
    return worded(form.label) if form else form_id


def item_called(protocol: Protocol, name: str) -> str:
    return worded(protocol.label(name)) if name in protocol.items else name


def unread_scans(trial: Trial) -> Iterator[OpenItem]:
    """Without the verdict of its readers, where readers look at the scans of this trial."""
    if not reads_centrally(trial):
        return
    for scan in scans_at(SiteActivation.objects.filter(trial=trial)):
        if verdict_on(scan) is None:
            place = {"site": scan.activation.site.code, "participant": scan.participant.code}
            yield OpenItem(kind="unread_scans", **place, what=f"{scan.scan_date}")


def reads_centrally(trial: Trial) -> bool:
    """Asked of two readers by the protocol, or of the central verdict; or somebody has begun to."""
    protocol = latest_as_read(trial)
    asked = (
        protocol.settings.reading == DOUBLE
        or protocol.recurrence_source is RecurrenceSource.CENTRAL
    )
    return asked or BlindRead.objects.filter(activation__trial=trial).exists()


def unsettled_scans(trial: Trial) -> Iterator[OpenItem]:
    """Equivocal, and no later scan has said what it was."""
    later = TumorAssessment.objects.filter(
        participant=OuterRef("participant"), scan_date__gt=OuterRef("scan_date")
    )
    found = TumorAssessment.objects.filter(
        ~Exists(later), activation__trial=trial, finding=TumorAssessment.Finding.EQUIVOCAL
    )
    for site, code, day in found.order_by(*PLACE, "pk").values_list(*PLACE, "scan_date"):
        yield OpenItem(kind="unsettled_scans", site=site, participant=code, what=f"{day}")
