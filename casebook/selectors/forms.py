"""Form records and one's own drafts."""

from accounts.models import User
from casebook.domain.occasions import Occasion
from casebook.models import Draft, FormRecord, Participant


def record_at(participant: Participant, occasion: Occasion) -> FormRecord | None:
    return (
        FormRecord.objects.filter(**place(participant, occasion))
        .select_related("participant", "protocol_version__trial", "entered_by")
        .first()
    )


def draft_of(user: User, participant: Participant, occasion: Occasion) -> Draft | None:
    """Only ever one's own: nobody else sees what is not saved."""
    return Draft.objects.filter(user=user, **place(participant, occasion)).first()


def place(participant: Participant, occasion: Occasion) -> dict[str, object]:
    return {
        "participant": participant,
        "form_id": occasion.form_id,
        "visit": occasion.visit,
        "repeat": occasion.repeat,
    }


def occasion_of(record: FormRecord | Draft) -> Occasion:
    return Occasion(form_id=record.form_id, visit=record.visit, repeat=record.repeat)
