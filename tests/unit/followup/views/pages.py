"""What a nurse types into the pages of follow-up."""

from typing import Any

from django.urls import reverse

from casebook.models import Participant


def address(row: Participant, name: str, *more: Any) -> str:
    return reverse(f"followup:{name}", args=[row.activation.trial.slug, row.code, *more])


def day(name: str, iso: str, *unknown: str) -> dict[str, str]:
    parts = zip(("year", "month", "day"), iso.split("-"), strict=False)
    boxes = {f"{name}_{part}": text for part, text in parts}
    return boxes | {f"{name}_{part}_unknown": "on" for part in unknown}


COURSE = {"agent": "lenvatinib", "dose": "8", "dose_unit": "mg", **day("start_date", "2026-02-01")}
SURGERY = {
    "procedure": "anatomic_resection",
    "margin": "r0",
    "histology": "hcc",
    "blood_loss_ml": "300",
    "clavien_dindo": "II",
    **day("surgery_date", "2026-03-02"),
}
SCAN = {
    "modality": "mri",
    "adequate": "yes",
    "finding": "recurrence",
    "location": "intrahepatic",
    **day("scan_date", "2026-05-04"),
}
CONTACT = {
    "vital_status": "dead",
    "information_source": "family",
    "cause_of_death": "Liver failure",
    **day("status_date", "2026-05", "day"),
}
EVENT = {
    "term": "Fatigue",
    "grade": "3",
    "outcome": "recovered",
    "seriousness": ["hospitalization"],
    "causality_lenvatinib": "related",
    "expected": "yes",
    "aware_time": "14:05",
    "narrative": "Tired for a week.",
    **day("aware_date", "2026-04-02"),
    **day("onset", "2026-03", "day"),
}
TYPED = {
    "adverse_event": EVENT,
    "course": COURSE,
    "surgery": SURGERY,
    "scan": SCAN,
    "vital_status": CONTACT,
}
WHY = {"correction-why": "misread", "correction-why_detail": ""}
