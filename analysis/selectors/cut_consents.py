"""What the people in a data cut agreed to: who hands a cut on must know whom to leave out."""

import json
from dataclasses import dataclass
from typing import Any

from analysis.models import DataCut
from analysis.selectors.cuts import read_table
from casebook.models import Consent, Withdrawal
from trials.domain.protocol.trial import DataUse
from trials.models import ProtocolVersion
from trials.selectors.protocols import protocol_of


@dataclass(frozen=True, kw_only=True)
class ReuseInCut:
    """Counts of participants. `agreed` and `refused` share those who signed; a waiver speaks of
    this trial alone. `taken_back` may also be counted among any of them."""

    agreed: int
    refused: int
    waived: int
    taken_back: int


def reuse_in(cut: DataCut) -> ReuseInCut:
    rows = read_table(cut, "casebook.consent")
    latest = {
        row["participant_id"]: row
        for row in sorted(rows, key=lambda row: (row["consent_date"], row["id"]))
    }
    boxes = reuse_boxes({row["protocol_version_id"] for row in latest.values()})
    signed = [row for row in latest.values() if row["basis"] == Consent.Basis.SIGNED]
    agreed = sum(allows_reuse(row, boxes[row["protocol_version_id"]]) for row in signed)
    return ReuseInCut(
        agreed=agreed,
        refused=len(signed) - agreed,
        waived=len(latest) - len(signed),
        taken_back=len(
            {
                row["participant_id"]
                for row in read_table(cut, "casebook.withdrawal")
                if row["scope"] == Withdrawal.Scope.NEW_USE
            }
        ),
    )


def allows_reuse(row: dict[str, Any], boxes: set[str]) -> bool:
    """Unlike what the trial itself does, reuse needs a box: where there is none nobody agreed."""
    scopes = json.loads(row["scopes"])
    return any(scopes.get(box) for box in boxes)


def reuse_boxes(versions: set[int]) -> dict[int, set[str]]:
    found = ProtocolVersion.objects.select_related("trial").in_bulk(list(versions))
    return {pk: set(protocol_of(row).consent.covering(DataUse.REUSE)) for pk, row in found.items()}
