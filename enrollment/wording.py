"""The domain's findings as sentences in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enrollment.domain.eligibility import AtomFinding, Finding
from trials.domain.messages import Message


def shown(value: object) -> str:
    """Protocol words come in both languages; the reader's is picked."""
    pick = getattr(value, "in_language", None)
    return str(pick(get_language() or "en")) if pick else str(value)


def said(lines: Iterable[Message]) -> str:
    return "; ".join(line.render(_, shown) for line in lines)


def sentence_of(atom: AtomFinding) -> str:
    """ "I6a not met: ECOG is 2, protocol allows 0 to 1." """
    state = _("not met") if atom.finding is Finding.NOT_MET else _("cannot tell yet")
    why = said(atom.explanation) or shown(atom.criterion.text)
    return _("%(id)s %(state)s: %(why)s.") % {
        "id": atom.criterion.id,
        "state": state,
        "why": why,
    }
