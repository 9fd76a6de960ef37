"""An investigator signs what the facts say; there is no override."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import sign
from audit.acts import Refusal, act
from audit.content import sha256_of
from audit.models import Signature
from casebook.models import Participant
from casebook.policies import check_has_consented
from casebook.selectors.calendar import day_at
from enrollment.domain.eligibility import Assessment, Verdict
from enrollment.models import EligibilityDecision, Enrollment
from enrollment.selectors.assessments import assessment_of, governing_version, written
from trials.domain.rights import Right
from trials.models import ProtocolVersion
from trials.permissions import check_may


class UnableToDecide(Refusal):
    """The eligibility decision was not signed."""


@act
def decide(
    *, participant: Participant, password: str, by: User, at: datetime
) -> EligibilityDecision:
    """Sign today's verdict with every atom it rests on. An open verdict cannot be signed."""
    today = day_at(participant.activation, at)
    check_may(by, Right.SIGN_ELIGIBILITY, activation=participant.activation, on=today)
    check_has_consented(participant)
    version = governing_version(participant, on=today)
    assessment = assessment_of(participant, on=today)
    check_can_decide(participant, assessment)
    content = content_of(participant, version, assessment)
    signature = sign(
        content=content, meaning=str(Signature.Meaning.ELIGIBILITY), password=password, by=by, at=at
    )
    return EligibilityDecision.objects.create(
        activation=participant.activation,
        participant=participant,
        protocol_version=version,
        verdict=assessment.verdict.value,
        assessment=content["atoms"],
        content_sha256=sha256_of(content),
        signature=signature,
        decided_by=by,
        decided_at=at,
    )


def check_can_decide(participant: Participant, assessment: Assessment) -> None:
    if Enrollment.objects.filter(participant=participant).exists():
        raise UnableToDecide(
            _("%(code)s is enrolled; the decision stands as it was signed.")
            % {"code": participant.code}
        )
    if assessment.verdict is Verdict.PENDING:
        ids = ", ".join(atom.criterion.id for atom in assessment.open)
        raise UnableToDecide(
            _("Cannot tell yet: %(ids)s. Record what is missing, then sign.") % {"ids": ids}
        )


def content_of(
    participant: Participant, version: ProtocolVersion, assessment: Assessment
) -> dict[str, Any]:
    """Exactly what is signed."""
    return {
        "participant": participant.code,
        "protocol": version.sha256,
        "verdict": assessment.verdict.value,
        "atoms": written(assessment),
    }
