"""Where a participant's pages are; a form's visit and repeat stand in the query."""

from django.urls import reverse
from django.utils.http import urlencode

from casebook.domain.occasions import Occasion
from casebook.models import Participant


def address(name: str, participant: Participant, *more: str) -> str:
    trial = participant.activation.trial.slug
    return reverse(f"casebook:{name}", args=[trial, participant.code, *more])


def form_address(participant: Participant, occasion: Occasion, name: str = "form") -> str:
    asked = {"visit": occasion.visit, "repeat": occasion.repeat if occasion.repeat > 1 else ""}
    query = urlencode({key: value for key, value in asked.items() if value})
    return address(name, participant, occasion.form_id) + (f"?{query}" if query else "")
