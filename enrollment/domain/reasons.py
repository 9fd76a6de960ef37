"""Why somebody who was screened does not take part: one code each, so that the counts add up."""

from collections.abc import Mapping
from typing import Final

from trials.domain.messages import gettext_noop as _
from trials.domain.protocol.protocol import Protocol
from trials.domain.text import Text

# Beside these, the id of a criterion that is not met.
DECLINED: Final = "declined"
OTHER: Final = "other"
WITHDREW: Final = "withdrawn"
DIED: Final = "died"

REASON_LABELS: Mapping[str, str] = {
    DECLINED: _("Declined to take part"),
    OTHER: _("Another reason"),
    WITHDREW: _("Withdrew before enrollment"),
    DIED: _("Died before enrollment"),
}


def words_of(code: str, protocol: Protocol) -> str | Text:
    """What a code stands for; one of an older version of the protocol stands for itself."""
    if code in REASON_LABELS:
        return REASON_LABELS[code]
    return next((one.text for one in protocol.criteria if one.id == code), code)


def in_order(codes: Mapping[str, int], protocol: Protocol) -> dict[str, int]:
    """Criteria as the protocol lists them, then what people chose."""
    known = [*(one.id for one in protocol.criteria), *REASON_LABELS]
    places = {code: place for place, code in enumerate(known)}
    ordered = sorted(codes, key=lambda code: (places.get(code, len(known)), code))
    return {code: codes[code] for code in ordered}
