"""Sign several records of a participant in one act: all of those chosen, or none."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import ChangedSinceShown, UnableToSign
from audit.acts import act
from audit.domain.signing import Signing
from audit.models import Signature
from casebook.actions.form_signatures import sign_form
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from enrollment.actions import eligibility
from enrollment.selectors.signing_list import Waiting, waiting_for
from trials.domain.rights import Right
from trials.permissions import NotPermitted, may, refusal_text


@act
def sign_chosen(
    *, participant: Participant, keys: Collection[str], signing: Signing, by: User, at: datetime
) -> list[Signature]:
    """One signature a record, each bound to that record's own content."""
    today = day_at(participant.activation, at)
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    check_may_sign_some(participant, by, today)
    lines = waiting_for(participant, by=by, on=today)
    chosen = [line for line in lines if line.key in keys]
    check_chosen(chosen, keys)
    check_as_shown(chosen, signing)
    return [sign_line(participant, line, signing.of(line.label), by=by, at=at) for line in chosen]


def check_may_sign_some(participant: Participant, by: User, today: date) -> None:
    rights = (Right.SIGN_FORM, Right.SIGN_ELIGIBILITY)
    if not any(may(by, right, activation=participant.activation, on=today) for right in rights):
        raise NotPermitted(refusal_text(Right.SIGN_ELIGIBILITY))


def check_chosen(chosen: Collection[Waiting], keys: Collection[str]) -> None:
    if not keys:
        raise UnableToSign(_("Nothing is ticked. Tick what you have reviewed, then sign."))
    if len(chosen) < len(set(keys)):
        raise UnableToSign(
            _(
                "Something you ticked no longer waits for your signature. Nothing was signed; "
                "look again."
            )
        )


def check_as_shown(chosen: Collection[Waiting], signing: Signing) -> None:
    """By the names of the list; each signature asks again for itself."""
    changed = [one.label for one in chosen if signing.of(one.label).shown.differs_from(one.content)]
    if changed:
        raise ChangedSinceShown(changed)


def sign_line(
    participant: Participant, line: Waiting, signing: Signing, *, by: User, at: datetime
) -> Signature:
    if line.record is None:
        return eligibility.decide(participant=participant, signing=signing, by=by, at=at).signature
    return sign_form(record=line.record, signing=signing, by=by, at=at).signature
