"""Which form records are signed, and whether they still say what was signed."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.domain.signing import Content
from audit.models import Signature
from casebook.models import FormRecord, FormSignature, Participant
from casebook.selectors.protocols import protocol_behind
from trials.wording import worded


@dataclass(frozen=True, kw_only=True)
class SignedForm:
    """The latest signature on a record."""

    signature: Signature
    is_void: bool


def content_of(record: FormRecord) -> Content:
    """Exactly what a signature on a form record is bound to, its parts by question."""
    values = record.as_values()
    value = {
        "participant": record.participant.code,
        "protocol": record.protocol_version.sha256,
        "form": [record.form_id, record.visit, record.repeat],
        "record": [record.pk, record.version],
        "values": values,
    }
    protocol = protocol_behind(record)
    labels = {name: worded(item.label) for name, item in protocol.items.items()}
    return Content(value=value, parts={labels.get(name, name): one for name, one in values.items()})


def signed_form(record: FormRecord, latest: FormSignature | None) -> SignedForm | None:
    if latest is None:
        return None
    is_void = latest.signature.is_void(content_sha256=content_of(record).sha256)
    return SignedForm(signature=latest.signature, is_void=is_void)


def signature_on(record: FormRecord) -> SignedForm | None:
    found = FormSignature.objects.filter(record=record).select_related("signature")
    return signed_form(record, found.order_by("pk").last())


def signatures_by_record(participant: Participant) -> Mapping[int, FormSignature]:
    """The latest of each record of a participant."""
    found = FormSignature.objects.filter(participant=participant).select_related("signature")
    return {one.record_id: one for one in found.order_by("pk")}


def is_signed(record: FormRecord, signatures: Mapping[int, FormSignature]) -> bool:
    found = signed_form(record, signatures.get(record.pk))
    return found is not None and not found.is_void
