"""The smallest protocol that is one, to hang the forms, criteria or visits of a test on."""

from typing import Any

from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol


def words(english: str) -> dict[str, str]:
    return {"en": english, "zh": f"{english}（中）"}


def small_protocol(**parts: Any) -> Protocol:
    return Protocol.model_validate(
        {
            "trial": {
                "slug": "small",
                "version": "1.0",
                "title": words("A small trial"),
                "short_title": words("Small"),
                "summary": words("As small as a trial can be."),
                "registry": None,
                "study_type": "observational",
                "direction": "prospective",
                "ctcae": "5.0",
                "target": None,
                "sponsor": None,
            },
            "consent": {"basis": "signed", "note": words("Signed before anything else.")},
            "facts": {},
            "allocation": "none",
            "sets": {},
            **parts,
        }
    )


def small_form(*items: dict[str, Any], **parts: Any) -> Form:
    return Form.model_validate(
        {
            "id": "small_form",
            "label": words("A form"),
            "phase": "screening",
            "items": [small_item(**item) for item in items],
            **parts,
        }
    )


def small_item(**parts: Any) -> dict[str, Any]:
    return {"label": words(parts["id"].capitalize()), **parts}
