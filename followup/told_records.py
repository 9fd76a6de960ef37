"""Adverse events, scans and the like, as queries and source verification speak of them."""

from functools import partial

from django.urls import reverse

from casebook import other_records
from casebook.models import Record
from followup.forms.kinds import KINDS, Kind
from followup.forms.shown import LABELS, shown

# What an endpoint or a safety table rests on: looked at before the rest.
DECIDES = frozenset(
    {
        *("term", "grade", "seriousness", "onset"),
        *("surgery_date", "scan_date", "finding", "adequate", "first_seen_date"),
        *("vital_status", "status_date"),
    }
)


def register() -> None:
    for kind in KINDS:
        other_records.register(
            other_records.Kind(
                slug=kind.slug,
                model=kind.model,
                heading=kind.heading,
                labels=LABELS,
                decides=DECIDES,
                shown=shown,
                correct_url=partial(correct_url, kind),
            )
        )


def correct_url(kind: Kind, record: Record) -> str:
    participant = record.participant
    where = [participant.activation.trial.slug, participant.code, record.pk]
    return reverse(f"followup:correct_{kind.name}", args=where)
