"""What waits for a reader, one scan to read, and how the readers agree.

A reader is told the code, the day and the kind of scan, and nothing else from the casebook.
"""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view

from accounts.models import User
from followup.actions import reads
from followup.actions.reads import Seen
from followup.api.safety_inputs import SeenInput
from followup.domain.reads import Agreement, Seat, agreements
from followup.models import BlindRead, TumorAssessment
from followup.permissions import sites_of_reads, sites_to_read
from followup.selectors.reads import (
    own_reads,
    reads_of,
    scans_at,
    seat_for,
    verdict_on,
    waiting_for,
)
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted, refusal_text
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


def seen_in(row: BlindRead) -> dict[str, Any]:
    """Without the name of who read it, and without when."""
    names = "adequate inadequate_reason finding location lesions"
    return {name: getattr(row, name) for name in names.split()}


def asked(scan: TumorAssessment, seat: Seat | None) -> dict[str, Any]:
    return {
        "scan": scan.pk,
        "participant": scan.participant.code,
        "day": scan.scan_date,
        "modality": scan.modality,
        "seat": seat.value if seat else None,
    }


@extend_schema_view(get=extend_schema(operation_id="reads", responses=OpenApiTypes.OBJECT))
class Reads(ReadView):
    def target(self, reach: Reach, *, trial: str) -> list[SiteActivation]:
        return places_to_read(self, trial_or_404(reach, trial))

    def answer(self, places: list[SiteActivation]) -> list[dict[str, Any]]:
        return [asked(one.scan, one.seat) for one in waiting_for(self.request.user, places)]


def places_to_read(view: Any, trial: Trial) -> list[SiteActivation]:
    request = view.request
    places = sites_to_read(request.user, request.reach, trial, on=request.today)
    if not places:
        raise NotPermitted(refusal_text(Right.READ_BLINDED))
    return places


@extend_schema_view(
    get=extend_schema(operation_id="read", responses=OpenApiTypes.OBJECT),
    post=extend_schema(request=SeenInput, responses={201: OpenApiTypes.OBJECT}),
)
class OneRead(ReadView, ActView):
    serializer_class = SeenInput

    def target(self, reach: Reach, *, trial: str, pk: int) -> TumorAssessment:
        places = places_to_read(self, trial_or_404(reach, trial))
        scan = scans_at(places).filter(pk=pk).first()
        if scan is None:
            raise Http404
        return scan

    def fields(self, validated: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        return {"seen": SeenInput.as_value(validated)}

    def act(self, scan: TumorAssessment, *, seen: Seen, by: User, at: datetime) -> BlindRead:
        return reads.read(scan=scan, seen=seen, by=by, at=at)

    def answer(self, result: Any) -> dict[str, Any]:
        """The read that was kept; or what is asked, and what this reader may know for it."""
        if isinstance(result, BlindRead):
            return {"id": result.pk, "seat": result.seat, **seen_in(result)}
        reader = self.request.user
        seat = seat_for(result, reader)
        others = result.reads.all() if seat is Seat.ADJUDICATOR else []
        return {
            **asked(result, seat),
            "own_earlier": [
                {"day": one.scan.scan_date, **seen_in(one)} for one in own_reads(reader, result)
            ],
            # In an order that says nothing of who read first.
            "both_reads": sorted((seen_in(one) for one in others), key=str),
        }


@extend_schema_view(get=extend_schema(operation_id="agreement", responses=OpenApiTypes.OBJECT))
class AgreementOfReaders(ReadView):
    """For those who neither treat nor read."""

    def target(self, reach: Reach, *, trial: str) -> list[SiteActivation]:
        request, found = self.request, trial_or_404(reach, trial)
        places = sites_of_reads(request.user, reach, found, on=request.today)
        if not places:
            raise NotPermitted(_("Who treats or reads does not see what readers read."))
        return places

    def answer(self, places: list[SiteActivation]) -> dict[str, Any]:
        scans = [scan for scan in scans_at(places) if scan.reads.all()]
        names = {one.reader_id: str(one.reader) for scan in scans for one in scan.reads.all()}
        pairs = agreements({scan.pk: reads_of(scan) for scan in scans})
        return {
            "scans": [told(scan) for scan in scans],
            "pairs": [pair_of(one, names) for one in pairs],
        }


def told(scan: TumorAssessment) -> dict[str, Any]:
    found = verdict_on(scan)
    return {
        "scan": scan.pk,
        "participant": scan.participant.code,
        "day": scan.scan_date,
        "reads": [
            {"reader": str(one.reader), "seat": one.seat, **seen_in(one)}
            for one in scan.reads.all()
        ],
        "verdict": found
        and {
            "category": found.category,
            "location": found.location,
            "how": found.how.value,
            "at": found.at,
        },
    }


def pair_of(one: Agreement, names: dict[int, str]) -> dict[str, Any]:
    return {
        "readers": [names[who] for who in one.pair],
        "scans": one.scans,
        "same": one.same,
        "kappa": one.kappa,
    }
