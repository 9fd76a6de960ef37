"""What a correction does to the answers somebody had compared with their source."""

from collections.abc import Iterator, Mapping
from typing import Any

from casebook.models import Record, Verification
from casebook.selectors.verifications import answers_in, verifications_on


def lapse(record: Record, before: Mapping[str, Any]) -> None:
    """In the transaction of the correction, and for good: an answer changed and changed back is
    looked at again, since whoever verified it has not seen why it was changed twice."""
    now = answers_in(record)
    changed = {item for item, stored in before.items() if now.get(item) != stored}
    if changed:
        Verification.objects.bulk_create(lapsed(record, changed))


def lapsed(record: Record, changed: set[str]) -> Iterator[Verification]:
    """The mark once more, as one that holds no longer: the history of the record says who changed
    the answer."""
    for item, mark in verifications_on(record).items():
        if item in changed and not mark.lapsed:
            mark.pk, mark.lapsed, mark._state.adding = None, True, True
            yield mark
