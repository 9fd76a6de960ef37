"""An investigator signs what the facts say; there is no override."""

from datetime import datetime

from accounts.models import User
from audit.actions import sign
from audit.acts import act
from audit.domain.signing import Signing
from audit.models import Signature
from casebook import sources
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from enrollment.models import EligibilityDecision
from enrollment.policies import UnableToDecide, check_can_decide
from enrollment.selectors.assessments import governing_version
from enrollment.selectors.decisions import content_of, unsigned
from trials.domain.rights import Right
from trials.permissions import check_may

__all__ = ["UnableToDecide", "decide"]


@act
def decide(
    *, participant: Participant, signing: Signing, by: User, at: datetime
) -> EligibilityDecision:
    """Sign today's verdict with every atom it rests on. An open verdict cannot be signed."""
    today = day_at(participant.activation, at)
    check_may(by, Right.SIGN_ELIGIBILITY, activation=participant.activation, on=today)
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    assessment = check_can_decide(participant, on=today)
    decision = unsigned(participant, assessment, governing_version(participant, on=today))
    content = content_of(decision)
    meaning = str(Signature.Meaning.ELIGIBILITY)
    decision.signature = sign(content=content, meaning=meaning, signing=signing, by=by, at=at)
    decision.content_sha256 = content.sha256
    decision.decided_by, decision.decided_at = by, at
    decision.save()
    sources.restate(participant, kind="decision")
    return decision
