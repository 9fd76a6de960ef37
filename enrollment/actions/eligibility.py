"""An investigator signs what the facts say; there is no override."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import UnableToSign, sign
from audit.acts import act
from audit.content import sha256_of
from audit.models import Signature
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from enrollment.domain.assessment_records import as_stored
from enrollment.domain.eligibility import Assessment
from enrollment.models import EligibilityDecision
from enrollment.policies import UnableToDecide, check_can_decide
from enrollment.selectors.assessments import governing_version
from enrollment.selectors.decisions import signed
from trials.domain.rights import Right
from trials.permissions import check_may

__all__ = ["UnableToDecide", "decide"]


@act
def decide(
    *, participant: Participant, username: str, password: str, by: User, at: datetime
) -> EligibilityDecision:
    """Sign today's verdict with every atom it rests on. An open verdict cannot be signed."""
    today = day_at(participant.activation, at)
    check_may(by, Right.SIGN_ELIGIBILITY, activation=participant.activation, on=today)
    Participant.objects.select_for_update().get(pk=participant.pk)
    assessment = check_can_decide(participant, on=today)
    check_is_oneself(username, by)
    decision = unsigned(participant, assessment, on=today, by=by, at=at)
    content = signed(decision)
    decision.content_sha256 = sha256_of(content)
    meaning = str(Signature.Meaning.ELIGIBILITY)
    decision.signature = sign(content=content, meaning=meaning, password=password, by=by, at=at)
    decision.save()
    return decision


def unsigned(
    participant: Participant, assessment: Assessment, *, on: date, by: User, at: datetime
) -> EligibilityDecision:
    return EligibilityDecision(
        activation=participant.activation,
        participant=participant,
        protocol_version=governing_version(participant, on=on),
        verdict=assessment.verdict.value,
        assessment=as_stored(assessment),
        decided_by=by,
        decided_at=at,
    )


def check_is_oneself(username: str, by: User) -> None:
    """21 CFR 11.200: a signature takes two components, the identification typed each time."""
    if username.strip() != by.get_username():
        raise UnableToSign(_("This is not your user name. Nothing was signed; type it again."))
