"""Letters for the arms of a trial, and the key to them."""

import secrets
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from analysis.domain.arms.coded import Letters, free_letters
from analysis.models import ArmKeyOpening, ArmLetter
from analysis.permissions import check_may_unblind
from analysis.selectors.arm_letters import letters_of
from audit.acts import Refusal, act
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial


class UnableToOpenKey(Refusal):
    """The key to the letters stays closed."""


@act
def draw(*, trial: Trial, protocol: Protocol, by: User, at: datetime) -> Letters:
    """By lot and for good; an arm that a later version adds gets the next letter."""
    check_may_in_trial(by, Right.GENERATE_CLOSED_REPORT, trial=trial, on=at.date())
    known = letters_of(trial)
    new = [arm.id for arm in protocol.arms if arm.id not in known]
    letters = free_letters(known.values())[: len(new)]
    secrets.SystemRandom().shuffle(letters)
    for arm, letter in zip(new, letters, strict=True):
        ArmLetter.objects.create(trial=trial, arm=arm, letter=letter, drawn_at=at)
    return {**known, **dict(zip(new, letters, strict=True))}


@act
def open_key(*, trial: Trial, reason: str, by: User, at: datetime) -> Letters:
    """Say which letter is which arm, and leave a line about who asked and why."""
    check_may_unblind(by, trial=trial, on=at.date())
    if not reason.strip():
        raise UnableToOpenKey(_("Say why you need to know which letter is which arm."))
    ArmKeyOpening.objects.create(trial=trial, user=by, opened_at=at, reason=reason.strip()[:500])
    return letters_of(trial)
