"""Which uploaded file somebody may open."""

from django.apps import apps
from django.core.files.storage import default_storage

from accounts.models import User
from casebook.models import FormFile, Participant


def file_for(user: User, participant: Participant, item: str, sha256: str) -> FormFile | None:
    """What a form says or once said, and what the person uploaded and has not saved yet: until then
    it is theirs alone, as a draft is."""
    found: FormFile | None = FormFile.objects.filter(
        participant=participant, item=item, sha256=sha256
    ).first()
    if found is None or found.uploaded_by_id == user.pk or was_saved(found):
        return found
    return None


def was_saved(file: FormFile) -> bool:
    said = {f"data__{file.item}__value": file.sha256}
    history = apps.get_model("casebook", "FormRecordEvent").objects
    return bool(history.filter(participant_id=file.participant_id, **said).exists())


def content_of(file: FormFile) -> bytes | None:
    """None where the storage has lost it."""
    if not default_storage.exists(file.path):
        return None
    with default_storage.open(file.path) as stored:
        return bytes(stored.read())
