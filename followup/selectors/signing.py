"""How many completed forms of each participant wait for a signature."""

from collections.abc import Iterator

from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from casebook.models import FormRecord, FormSignature, Record
from followup.domain.worklist import Waiting


def unsigned(pks: list[int]) -> Iterator[tuple[int, Waiting]]:
    """By participant. Whatever a signature is bound to changes only when the form is written
    again, so it is void from that moment on."""
    if not pks:
        return
    latest = FormSignature.objects.filter(record=OuterRef("pk")).order_by("-pk")
    rows = (
        FormRecord.objects.filter(participant_id__in=pks)
        .exclude(status=Record.Status.INCOMPLETE)
        .annotate(signed_at=Subquery(latest.values("signature__signed_at")[:1]))
        .filter(Q(signed_at=None) | Q(signed_at__lt=F("entered_at")))
        .order_by()
        .values("participant_id")
        .annotate(waiting=Count("pk"), oldest=Min("entered_at"))
    )
    for row in rows:
        since = row["oldest"].date()
        yield row["participant_id"], Waiting(id="sign", label=row["waiting"], since=since)
