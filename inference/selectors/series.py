"""Scans of a participant: what was sent, what was accepted, and whether a scan is whole."""

import json
from typing import Any

from django.core.files.storage import default_storage

from casebook.models import Participant
from casebook.selectors.consents import latest_consent
from inference.domain.series_sets import Accepted, ScanSet, complete_sets, phases_lacking
from inference.models import Series, Upload
from trials.domain.protocol.imaging import Scan
from trials.selectors.protocols import protocol_of

MANIFEST = "manifest.json"


def scans_for(participant: Participant) -> tuple[Scan, ...]:
    """Those of the protocol the participant agreed to; none before that."""
    consent = latest_consent(participant)
    return protocol_of(consent.protocol_version).imaging if consent else ()


def uploads_of(participant: Participant) -> list[Upload]:
    found = Upload.objects.filter(participant=participant)
    found = found.select_related("entered_by", "protocol_version")
    return list(found.order_by("-pk"))


def series_of(participant: Participant) -> list[Series]:
    found = Series.objects.filter(participant=participant).select_related("upload__entered_by")
    return list(found.order_by("scan", "pk"))


def accepted_of(participant: Participant, scan: str) -> list[Accepted]:
    rows = Series.objects.filter(
        participant=participant, scan=scan, verdict=Series.Verdict.ACCEPTED
    )
    return [accepted(row) for row in rows.order_by("pk")]


def accepted(row: Series) -> Accepted:
    assert row.acquired_on is not None  # a constraint of the table
    return Accepted(
        key=row.pk, study_uid=row.study_uid, phase=row.phase, acquired_on=row.acquired_on
    )


def complete_scans(participant: Participant, scan: Scan) -> list[ScanSet]:
    """Whole sets in the order in which their first series were stored."""
    found = complete_sets(accepted_of(participant, scan.id), scan.phases)
    return sorted(found, key=lambda one: one.anchor)


def lacking(participant: Participant, scan: Scan) -> list[str]:
    return phases_lacking(accepted_of(participant, scan.id), scan.phases)


def first_complete_scan(participant: Participant, scan: Scan) -> dict[str, Series]:
    """By phase; empty while no scan is whole. What a prediction is computed from."""
    sets = complete_scans(participant, scan)
    if not sets:
        return {}
    keys = {one.phase: one.key for one in sets[0].series}
    rows = Series.objects.in_bulk(keys.values())
    return {phase: rows[key] for phase, key in keys.items()}


def manifest_of(series: Series) -> dict[str, Any]:
    """{"content_sha256": ..., "files": [{"name": "000001.dcm", "sha256": ...}, ...]} in the order
    of the slices."""
    with default_storage.open(f"{series.folder}/{MANIFEST}") as file:
        found: dict[str, Any] = json.load(file)
    return found
