"""Where a participant's pages are; a form's visit and repeat stand in the query."""

from django.urls import reverse
from django.utils.http import urlencode

from casebook import other_records
from casebook.domain.occasions import Occasion
from casebook.models import FormRecord, Participant, Record
from casebook.selectors.forms import occasion_of


def address(name: str, participant: Participant, *more: str) -> str:
    trial = participant.activation.trial.slug
    return reverse(f"casebook:{name}", args=[trial, participant.code, *more])


def form_address(participant: Participant, occasion: Occasion, name: str = "form") -> str:
    asked = {"visit": occasion.visit, "repeat": occasion.repeat if occasion.repeat > 1 else ""}
    query = urlencode({key: value for key, value in asked.items() if value})
    return address(name, participant, occasion.form_id) + (f"?{query}" if query else "")


def record_address(record: Record, name: str = "record") -> str:
    """The page of a record that is no form; `name` is an act on it."""
    kind = other_records.kind_of(record)
    return address(name, record.participant, kind.slug if kind else "", str(record.pk))


def address_of(record: Record) -> str:
    """Where the record is read, asked about and answered."""
    if isinstance(record, FormRecord):
        return form_address(record.participant, occasion_of(record))
    return record_address(record)
