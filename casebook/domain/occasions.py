"""Which filling-in of a form is meant: at which visit, for which time."""

from dataclasses import dataclass
from functools import lru_cache

from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit, is_unplanned

# The key beside the answers under which confirmed checks are kept; no item can be called so.
CHECKS = ":checks"


@dataclass(frozen=True, kw_only=True)
class Occasion:
    form_id: str
    visit: str = ""
    repeat: int = 1


@lru_cache(maxsize=4096)
def at_visit(form_id: str, visit: str) -> Occasion:
    """The same object each time: a list over thousands of participants asks for few of them."""
    return Occasion(form_id=form_id, visit=visit)


def visits_asking(protocol: Protocol, form_id: str) -> tuple[Visit, ...]:
    return tuple(visit for visit in protocol.visits if form_id in visit.forms)


def is_foreseen(protocol: Protocol, occasion: Occasion) -> bool:
    """A scheduled form belongs to one of its visits, any other form to none; only a repeating
    form is filled in more than once. One asked at several visits may be asked at an unplanned one
    as well."""
    form = find_form(protocol, occasion.form_id)
    if form is None or occasion.repeat < 1 or (occasion.repeat > 1 and not form.repeating):
        return False
    if protocol.schedule is not None and is_unplanned(occasion.visit):
        return form.id in protocol.schedule.recurring
    codes = {visit.visit for visit in visits_asking(protocol, form.id)}
    return occasion.visit in codes if codes else not occasion.visit


def find_form(protocol: Protocol, form_id: str) -> Form | None:
    return next((form for form in protocol.forms if form.id == form_id), None)


def fact_occasion(protocol: Protocol, occasion: Occasion) -> str:
    """Under which visit the facts stand: none where the form is asked at one visit only, so that
    "progression" needs no visit to be spoken of."""
    several = len(visits_asking(protocol, occasion.form_id)) > 1
    return occasion.visit if several else ""
