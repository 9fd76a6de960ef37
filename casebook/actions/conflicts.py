"""Two people at one record: the second is told, and nothing is lost."""

from django.utils.translation import gettext as _

from audit.acts import Refusal
from casebook.models import Record


class Conflict(Refusal):
    """Someone saved the record after this person had opened it.

    `record` is how it stands now; `expected_version` is what this person had open.
    """

    status = 409

    def __init__(self, record: Record, expected_version: int) -> None:
        self.record = record
        self.expected_version = expected_version
        super().__init__(
            _(
                "%(name)s saved this after you opened it (version %(now)s, yours was %(yours)s). "
                "Compare both, then save what is right."
            )
            % {"name": record.entered_by, "now": record.version, "yours": expected_version}
        )


def check_version(record: Record, expected_version: int) -> None:
    """`record` was read FOR UPDATE, so nobody slips in between."""
    if record.version != expected_version:
        raise Conflict(record, expected_version)
