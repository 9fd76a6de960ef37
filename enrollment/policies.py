"""May this participant be enrolled now? Every atom is asked again on the day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.acts import Refusal
from casebook.models import Participant, Withdrawal
from casebook.policies import check_has_consented
from enrollment.domain.eligibility import JUDGED_ON, Assessment, AtomFinding, Finding
from enrollment.models import EligibilityDecision, Enrollment
from enrollment.selectors.assessments import assessment_of, latest_decision, written


class UnableToEnroll(Refusal):
    """The participant was not enrolled."""


def check_can_enroll(participant: Participant, *, on: date) -> EligibilityDecision:
    """The signed decision that enrollment rests on; raises UnableToEnroll naming what changed."""
    check_has_consented(participant)
    check_takes_part(participant)
    decision = latest_decision(participant)
    if decision is None:
        raise UnableToEnroll(
            _("The eligibility of %(code)s is not signed. An investigator signs it first.")
            % {"code": participant.code}
        )
    if decision.verdict != EligibilityDecision.Verdict.ELIGIBLE:
        raise UnableToEnroll(
            _("%(code)s was signed as not eligible on %(day)s.")
            % {"code": participant.code, "day": decision.decided_at.date()}
        )
    assessment = assessment_of(participant, on=on)
    check_every_atom(assessment)
    check_unchanged(decision, assessment)
    return decision


def can_enroll(participant: Participant, *, on: date) -> bool:
    try:
        check_can_enroll(participant, on=on)
    except Refusal:
        return False
    return True


def check_takes_part(participant: Participant) -> None:
    if Enrollment.objects.filter(participant=participant).exists():
        raise UnableToEnroll(_("%(code)s is enrolled already.") % {"code": participant.code})
    if Withdrawal.objects.filter(participant=participant).exists():
        raise UnableToEnroll(_("%(code)s has withdrawn consent.") % {"code": participant.code})


def check_every_atom(assessment: Assessment) -> None:
    fallen = [*assessment.failed, *assessment.open]
    if fallen:
        raise UnableToEnroll(" ".join(sentence_of(atom) for atom in fallen))


def sentence_of(atom: AtomFinding) -> str:
    """ "I6 not met: ECOG is 2; the protocol allows 0 to 1." in the reader's language."""
    why = " ".join(line.render(_, shown) for line in atom.explanation)
    state = _("not met") if atom.finding is Finding.NOT_MET else _("cannot tell yet")
    return f"{atom.criterion.id} {state}: {why or shown(atom.criterion.text)}"


def shown(value: object) -> str:
    """Protocol words come in both languages; the reader's is picked."""
    pick = getattr(value, "in_language", None)
    return str(pick(get_language() or "en")) if pick else str(value)


def check_unchanged(decision: EligibilityDecision, assessment: Assessment) -> None:
    """A value corrected since the signature makes the signature void, even if the atom holds."""
    changed = list(changed_atoms(decision.assessment, written(assessment)))
    if changed:
        raise UnableToEnroll(
            _(
                "Changed since %(name)s signed on %(day)s: %(ids)s. "
                "The signature is void; an investigator signs again."
            )
            % {
                "name": decision.signature.printed_name,
                "day": decision.decided_at.date(),
                "ids": ", ".join(changed),
            }
        )


def changed_atoms(signed: list[dict[str, Any]], now: list[dict[str, Any]]) -> Iterator[str]:
    before = {atom["id"]: recorded(atom) for atom in signed if atom["decides"]}
    for atom in now:
        if atom["decides"] and before.get(atom["id"]) != recorded(atom):
            yield atom["id"]


def recorded(atom: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Finding and values; the day it was judged on moves by itself."""
    return atom["finding"], {k: v for k, v in atom["used"].items() if k != JUDGED_ON}
