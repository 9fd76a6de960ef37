"""Adverse events, scans, attempts at contact and the like, as queries and source verification speak
of them.

Not what blind readers saw: a query is read at the site, which must not learn of their reads, and
a read is its own source. Laboratory values are answers of forms."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casebook import other_records
from casebook.models import Record
from followup.forms.kinds import KINDS, Kind
from followup.forms.shown import LABELS, shown
from followup.mending import mending_of
from followup.models import ContactAttempt

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
                mending=mending_of(kind),
            )
        )

    other_records.register(
        other_records.Kind(
            slug="contact-attempts",
            model=ContactAttempt,
            heading=_("Contact attempt"),
            labels=LABELS,
            decides=DECIDES,
            shown=shown,
            correct_url=nowhere,
        )
    )


def nowhere(record: Record) -> str:
    """An attempt that was noted is not rewritten: a query says what was wrong with it."""
    return ""


def correct_url(kind: Kind, record: Record) -> str:
    participant = record.participant
    where = [participant.activation.trial.slug, participant.code, record.pk]
    return reverse(f"followup:correct_{kind.name}", args=where)
