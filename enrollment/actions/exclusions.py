"""Exclude after enrollment what the facts show, and take it back; both signed, with the reason."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import ChangedSinceShown, sign
from audit.acts import Refusal, act
from audit.domain.signing import Content, Signing
from audit.models import Signature
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from enrollment.domain.assessment_records import stored_atom
from enrollment.domain.exclusions import State
from enrollment.models import Exclusion
from enrollment.selectors.exclusions import Case, case_of, content_of
from trials.domain.rights import Right
from trials.permissions import check_may


class UnableToExclude(Refusal):
    """Nobody was excluded or reinstated."""


@act
def confirm(
    *,
    participant: Participant,
    criterion: str,
    reason: str,
    signing: Signing,
    by: User,
    at: datetime,
) -> Exclusion:
    """Confirm what the system proposes. The participant stays in the trial and in every record."""
    case = case_to_decide(participant, criterion, reason, by=by, at=at)
    check_can_confirm(case)
    content = with_reason(case, State.CONFIRMED, reason, signing)
    meaning = str(Signature.Meaning.EXCLUSION)
    return Exclusion.objects.create(
        activation=participant.activation,
        participant=participant,
        protocol_version=case.version,
        criterion=criterion,
        finding=stored_atom(case.atom),
        excluded_date=day_at(participant.activation, at),
        reason=reason.strip(),
        signature=signature_on(content, meaning, signing, by=by, at=at),
        confirmed_by=by,
        confirmed_at=at,
    )


@act
def reinstate(
    *,
    participant: Participant,
    criterion: str,
    reason: str,
    signing: Signing,
    by: User,
    at: datetime,
) -> Exclusion:
    """Take a confirmed exclusion back; that it stood from one day to another stays on record."""
    case = case_to_decide(participant, criterion, reason, by=by, at=at)
    exclusion = check_can_reinstate(case)
    content = with_reason(case, State.REINSTATED, reason, signing)
    meaning = str(Signature.Meaning.REINSTATEMENT)
    exclusion.reinstated_signature = signature_on(content, meaning, signing, by=by, at=at)
    exclusion.reinstated_date = day_at(participant.activation, at)
    exclusion.reinstated_reason = reason.strip()
    exclusion.reinstated_finding = stored_atom(case.atom)
    exclusion.reinstated_by, exclusion.reinstated_at = by, at
    exclusion.save()
    return exclusion


def case_to_decide(
    participant: Participant, criterion: str, reason: str, *, by: User, at: datetime
) -> Case:
    today = day_at(participant.activation, at)
    check_may(by, Right.ENROLL, activation=participant.activation, on=today)
    # Two who decide at once queue here; the second is told what the first did.
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    case = case_of(participant, criterion)
    if case is None:
        raise UnableToExclude(
            _(
                "%(code)s cannot be excluded by %(criterion)s: only who is enrolled can be, and "
                "only by a criterion that becomes known after enrollment."
            )
            % {"code": participant.code, "criterion": criterion}
        )
    if not reason.strip():
        raise UnableToExclude(_("Say why. The reason is signed with it."))
    return case


def check_can_confirm(case: Case) -> None:
    names = {"code": case.participant.code, "criterion": case.criterion}
    if case.state is State.CONFIRMED:
        raise UnableToExclude(_("%(code)s is excluded by %(criterion)s already.") % names)
    if not case.is_found:
        raise UnableToExclude(
            _(
                "%(criterion)s does not exclude %(code)s by what is recorded. Correct the record "
                "first if it is wrong."
            )
            % names
        )


def check_can_reinstate(case: Case) -> Exclusion:
    if case.exclusion is None or not case.exclusion.stands:
        raise UnableToExclude(
            _("%(code)s is not excluded by %(criterion)s, so there is nothing to take back.")
            % {"code": case.participant.code, "criterion": case.criterion}
        )
    return case.exclusion


def with_reason(case: Case, to: State, reason: str, signing: Signing) -> Content:
    """The reason is typed on the page that is signed, so it joins what the page showed."""
    shown = content_of(case, to=to)
    if signing.shown.differs_from(shown):
        raise ChangedSinceShown(signing.shown.changed_in(shown))
    value: dict[str, Any] = {**shown.value, "reason": reason.strip()}
    return Content(value=value)


def signature_on(
    content: Content, meaning: str, signing: Signing, *, by: User, at: datetime
) -> Signature:
    whole = Signing(proof=signing.proof, shown=content.as_shown())
    return sign(content=content, meaning=meaning, signing=whole, by=by, at=at)
