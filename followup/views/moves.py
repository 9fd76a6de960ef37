"""A corrected date moves visits: the person who corrected it is told which."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from casebook.models import Participant
from casebook.selectors.visit_plan import plan_of
from trials.domain.visit_plan import Move, moved
from trials.wording import worded


@contextmanager
def telling_what_moved(request: HttpRequest, row: Participant) -> Iterator[None]:
    before = plan_of(row, today=request.today)
    yield
    moves = moved(before, plan_of(row, today=request.today))
    if moves:
        lines = "; ".join(in_words(one) for one in moves)
        messages.info(request, _("Due days that moved: %(moves)s.") % {"moves": lines})


def in_words(move: Move) -> str:
    if move.now is None:
        return _("%(visit)s is no longer expected") % {"visit": move.code}
    if move.was is None:
        return f"{move.code} {worded(move.now)}"
    return f"{move.code} {worded(move.was)} → {worded(move.now)}"
