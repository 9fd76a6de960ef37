"""The refusals of which a failed attempt keeps the code and the facts."""

from audit.acts import Refusal
from casebook.consent_policies import UseNotAgreed, UseTakenBack
from casebook.policies import ParticipantWithdrew
from inference.domain.failures import Failure, message_of
from trials.permissions import NotPermitted
from trials.wording import worded


class Failed(Refusal):
    """Said at once in the language of whoever asked; `as_json` is said later in the reader's."""

    def __init__(self, failure: Failure, **facts: object) -> None:
        self.failure = failure
        self.facts = {name: str(value) for name, value in facts.items()}
        super().__init__(worded(message_of(failure, facts)))

    def as_json(self) -> dict[str, str]:
        return {"code": self.failure.value, **self.facts}


# What refuses a run that waited, and is the casebook's to say; the dates stand in its records.
OF_OTHERS: tuple[tuple[type[Refusal], Failure], ...] = (
    (UseTakenBack, Failure.USE_TAKEN_BACK),
    (UseNotAgreed, Failure.USE_NOT_AGREED),
    (ParticipantWithdrew, Failure.FOLLOW_UP_STOPPED),
    (NotPermitted, Failure.NOT_PERMITTED),
)


def reason_of(error: Exception) -> dict[str, str]:
    """Of what nobody foresaw the type alone: the message may hold a participant's value."""
    if isinstance(error, Failed):
        return error.as_json()
    for kind, failure in OF_OTHERS:
        if isinstance(error, kind):
            return {"code": failure.value}
    return {"code": Failure.BROKEN.value, "fault": type(error).__name__}
