"""Words and addresses of the casebook's own templates."""

from django import template
from django.utils.translation import gettext

from casebook.addresses import form_address
from casebook.domain.occasions import Occasion
from casebook.models import Participant
from trials.domain.windows import STATE_LABELS, VisitState

register = template.Library()

VISIT_TONES = {
    VisitState.NOT_OPEN: "empty",
    VisitState.OPEN: "neutral",
    VisitState.CLOSING: "due",
    VisitState.DUE_TODAY: "due",
    VisitState.OVERDUE: "overdue",
    VisitState.MISSED: "locked",
    VisitState.DONE_EARLY: "done",
    VisitState.DONE_IN_WINDOW: "done",
    VisitState.DONE_LATE: "done",
}


@register.filter
def visit_tone(state: VisitState | None) -> str:
    return VISIT_TONES[state] if state else "empty"


@register.filter
def state_word(state: VisitState | None) -> str:
    return gettext(STATE_LABELS[state]) if state else ""


@register.simple_tag
def form_url(participant: Participant, occasion: Occasion) -> str:
    return form_address(participant, occasion)
