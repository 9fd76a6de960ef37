"""Scans, series and refusals in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from casebook.models import Participant
from inference.domain.file_faults import FileFault
from inference.domain.series_findings import DIFFERENCES, Finding
from inference.models import Series, Upload
from inference.selectors.series import complete_scans, lacking
from trials.domain.protocol.imaging import Scan
from trials.domain.protocol.protocol import Protocol
from trials.wording import worded

TONES = {
    Upload.State.WAITING: "running",
    Upload.State.TAKEN_IN: "done",
    Upload.State.REFUSED: "overdue",
}


class Words:
    """Words of one protocol: its phases have names there."""

    def __init__(self, protocol: Protocol, scan: Scan | None = None) -> None:
        self.protocol, self.scan = protocol, scan

    def phase(self, code: str) -> str:
        if not code:
            return _("not known")
        named = self.scan and self.protocol.word(self.scan.facts.phases, code)
        return worded(named or code)

    def phases(self, codes: Iterable[str]) -> str:
        return ", ".join(self.phase(code) for code in codes)

    def reasons(self, stored: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
        return [self.reason(Finding.from_json(one)) for one in stored]

    def reason(self, finding: Finding) -> dict[str, str]:
        values = {name: self.value(name, value) for name, value in finding.values.items()}
        return both(Finding(rule=finding.rule, values=values))

    def value(self, name: str, value: Any) -> Any:
        if name == "phase":
            return self.phase(value)
        if name == "what":
            return ", ".join(_(DIFFERENCES[one]) for one in value)
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def series(self, row: Series) -> dict[str, Any]:
        return {
            "phase": self.phase(row.phase),
            "modality": row.modality,
            "acquired_on": row.acquired_on.isoformat() if row.acquired_on else None,
            "images": row.instance_count,
            "is_accepted": row.is_accepted,
            "reasons": self.reasons(row.reasons),
            "hash": row.content_sha256[:12],
            "uid": row.series_uid,
        }

    def outline(self, judged: Mapping[str, Any]) -> dict[str, Any]:
        """A series of an upload; of a refused one nothing else is left."""
        return {
            "phase": self.phase(judged["phase"]),
            "modality": judged["modality"],
            "acquired_on": judged["acquired_on"],
            "images": judged["images"],
            "is_accepted": not judged["reasons"],
            "again": judged.get("again", False),
            "reasons": self.reasons(judged["reasons"]),
        }


def both(found: Finding | FileFault) -> dict[str, str]:
    return {"what": worded(found.what), "mend": worded(found.mend)}


def faults_of(upload: Upload, names: Mapping[int, str]) -> list[dict[str, str]]:
    """By the names the files came with, while these are still known."""
    faults = [FileFault.from_json(one) for one in upload.faults]
    return [{"file": named(fault.file, names), **both(fault)} for fault in faults]


def named(number: int, names: Mapping[int, str]) -> str:
    if number == 0:
        return _("The upload")
    return names.get(number) or _("File %(number)s") % {"number": number}


def scan_shown(
    participant: Participant, protocol: Protocol, scan: Scan, rows: Iterable[Series]
) -> dict[str, Any]:
    """Whether the scan is whole, since when, and what still has to be sent."""
    words = Words(protocol, scan)
    whole = complete_scans(participant, scan)
    missing = lacking(participant, scan)
    return {
        "scan": scan,
        "label": worded(scan.label),
        "asked": words.phases(scan.phases),
        "is_whole": bool(whole),
        "acquired_on": whole[-1].acquired_on if whole else None,
        "missing": words.phases(missing) if missing else "",
        "series": [words.series(row) for row in rows if row.scan == scan.id],
    }
