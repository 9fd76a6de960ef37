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


def last_before(participant: Participant, occasion: Occasion) -> FormRecord | None:
    """The same form, as it was last filled in at another visit."""
    others = FormRecord.objects.filter(participant=participant, form_id=occasion.form_id)
    return (
        others.exclude(visit=occasion.visit, repeat=occasion.repeat)
        .exclude(data={})
        .select_related("protocol_version__trial")
        .order_by("entered_at")
        .last()
    )


def place(participant: Participant, occasion: Occasion) -> dict[str, object]:
    return {
        "participant": participant,
        "form_id": occasion.form_id,
        "visit": occasion.visit,
        "repeat": occasion.repeat,
    }


def occasion_of(record: FormRecord | Draft) -> Occasion:
    return Occasion(form_id=record.form_id, visit=record.visit, repeat=record.repeat)
