"""May what was given be used for this? What the participant agreed to, and has not taken back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.acts import Refusal
from casebook.models import Consent, Participant, Withdrawal
from casebook.selectors.consents import consents_of, withdrawal_date
from trials.domain.protocol.forms import Item
from trials.domain.protocol.trial import ConsentScope, DataUse
from trials.selectors.protocols import protocol_of

Scope = Withdrawal.Scope


def ends_with(use: DataUse) -> tuple[Withdrawal.Scope, ...]:
    """The withdrawals that end a use."""
    own = (Scope(Scope.SAMPLES),) if use is DataUse.SAMPLES else ()
    return (*own, Scope(Scope.NEW_USE))


class UseNotAgreed(Refusal):
    """The participant did not agree to this use."""


class UseTakenBack(Refusal):
    """The participant agreed to it once, and does not any more."""


def check_use(participant: Participant, use: DataUse, *, on: date) -> None:
    """`on` is the day of the use. What is taken back stops on its day, not on the next."""
    check_not_taken_back(participant, use, on=on)
    consent = signed_consent(participant, on=on)
    boxes = protocol_of(consent.protocol_version).consent.covering(use) if consent else {}
    if consent and boxes and not any(consent.scopes.get(name) for name in boxes):
        raise not_agreed(participant, boxes.values())


def check_scope(participant: Participant, scope: str, *, on: date) -> None:
    """As `check_use`, for one box of the form: who gives blood may have refused to give stool."""
    consent = signed_consent(participant, on=on)
    box = protocol_of(consent.protocol_version).consent.scopes.get(scope) if consent else None
    for use in box.covers if box else ():
        check_not_taken_back(participant, use, on=on)
    if consent and box and not consent.scopes.get(scope):
        raise not_agreed(participant, [box])


def signed_consent(participant: Participant, *, on: date) -> Consent | None:
    """None where it was waived: the ethics board agreed to everything the protocol does."""
    consent = consents_of(participant).filter(consent_date__lte=on).last()
    return consent if consent and consent.basis == Consent.Basis.SIGNED else None


def not_agreed(participant: Participant, boxes: Iterable[ConsentScope]) -> UseNotAgreed:
    labels = [one.label.in_language(get_language() or "en") for one in boxes]
    return UseNotAgreed(
        _(
            "%(code)s has not agreed to this: “%(scope)s”. Nothing was stored or run. "
            "A new consent can agree to it."
        )
        % {"code": participant.code, "scope": "”, “".join(labels)}
    )


def check_new_answers(
    participant: Participant,
    items: Iterable[Item],
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    on: date,
) -> None:
    """What was answered before the box was taken back stays, and may be corrected."""
    for item in items:
        answered = "value" in after.get(item.id, {}) and "value" not in before.get(item.id, {})
        if item.needs_consent and answered:
            check_scope(participant, item.needs_consent, on=on)


def check_not_taken_back(participant: Participant, use: DataUse, *, on: date) -> None:
    for scope in ends_with(use):
        stopped = withdrawal_date(participant, str(scope))
        if stopped is not None and on >= stopped:
            raise UseTakenBack(
                _(
                    "%(code)s took this back on %(day)s: “%(scope)s”. Nothing was stored or run; "
                    "what was collected before stays."
                )
                % {"code": participant.code, "day": stopped, "scope": scope.label}
            )
