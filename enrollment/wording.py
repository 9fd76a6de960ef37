"""The domain's findings as sentences in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from enrollment.domain.eligibility import VERDICT_LABELS, Assessment, Verdict
from enrollment.domain.findings import AtomFinding, Finding
from enrollment.domain.reasons import words_of
from enrollment.domain.strategies import (
    NOT_ASSESSABLE_LABELS,
    NOT_YET_LABELS,
    NotAssessable,
    StrategyReceived,
)
from enrollment.models import TreatmentDecision
from trials.domain.messages import Message
from trials.domain.protocol.protocol import Protocol
from trials.wording import worded


def said(lines: Iterable[Message]) -> str:
    return "; ".join(worded(line) for line in lines)


def sentence_of(atom: AtomFinding) -> str:
    """ "I6a not met: ECOG is 2, protocol allows 0 to 1." """
    state = _("not met") if atom.finding is Finding.NOT_MET else _("cannot tell yet")
    why = said(atom.explanation) or worded(atom.criterion.text)
    return _("%(id)s %(state)s: %(why)s.") % {
        "id": atom.criterion.id,
        "state": state,
        "why": why,
    }


def heading_of(assessment: Assessment) -> str:
    """ "Cannot tell yet: 2 of 27 unanswered" """
    verdict = _(VERDICT_LABELS[assessment.verdict])
    total = sum(atom.decides for atom in assessment.atoms)
    if assessment.verdict is Verdict.PENDING:
        counted = {"verdict": verdict, "open": len(assessment.open), "total": total}
        return _("%(verdict)s: %(open)s of %(total)s unanswered") % counted
    if assessment.verdict is Verdict.INELIGIBLE:
        counted = {"verdict": verdict, "failed": len(assessment.failed), "total": total}
        return _("%(verdict)s: %(failed)s of %(total)s not met") % counted
    return _("%(verdict)s: all %(total)s met") % {"verdict": verdict, "total": total}


def received_words(said: StrategyReceived | TreatmentDecision, protocol: Protocol) -> str:
    """ "Surgery + TACE"; "Not assessable: recurred by the landmark"; or what has to be known."""
    code = said.received if isinstance(said, TreatmentDecision) else said.code
    if code and protocol.concordance:
        return worded(protocol.word(protocol.concordance.received, str(code)))
    if said.not_assessable:
        why = NOT_ASSESSABLE_LABELS[NotAssessable(said.not_assessable)]
        return _("Not assessable: %(why)s") % {"why": _(why)}
    not_yet = said.not_yet if isinstance(said, StrategyReceived) else None
    return _(NOT_YET_LABELS[not_yet]) if not_yet else ""


def tone_of(said: StrategyReceived) -> str:
    if said.code:
        return "done"
    return "due" if said.not_assessable else "unknown"


def reason_words(code: str, protocol: Protocol) -> str:
    """ "I4a PRE score of 0.5 or more"; "Declined to take part" """
    found = words_of(code, protocol)
    if isinstance(found, str):
        return _(found)
    return f"{code} {worded(found)}"
