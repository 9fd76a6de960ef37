"""Concealed predictions of hcc-adj, sealed and revealed by the same acts as real ones."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from audit.acts import SystemActor
from casebook.models import Lock, Participant
from inference.actions import releases, reveals, sealing
from inference.models import PredictorRelease, Reveal, SealedPrediction
from tests.factories import adjuvant, casebook, people
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role
from trials.models import SiteActivation, Trial

WORKER = SystemActor("inference")
MADE = adjuvant.day(15)
PROBABILITIES = {
    "surgery_alone": "0.11",
    "surgery_tace": "0.62",
    "surgery_tace_systemic": "0.20",
    "surgery_systemic": "0.07",
}


def output(strategy: str = "surgery_tace", **more: Any) -> dict[str, Any]:
    return {"strategy": strategy, "probabilities": PROBABILITIES, **more}


def release(trial: Trial, version: str = "1.0", slug: str = "strategy") -> PredictorRelease:
    found = PredictorRelease.objects.filter(
        predictor__trial=trial, predictor__slug=slug, version=version
    ).first()
    return found or registered(trial, version, slug)


def registered(trial: Trial, version: str, slug: str) -> PredictorRelease:
    here = SiteActivation.objects.filter(trial=trial).first()
    assert here is not None
    predictor = releases.name_predictor(
        trial=trial,
        slug=slug,
        title_en=slug,
        title_zh=slug,
        fact="",
        by=people.SETUP,
        at=people.NOW,
    )
    return releases.register(
        predictor=predictor,
        version=version,
        weights_sha256=sha256_of(f"weights {slug} {version}"),
        threshold=Decimal("0.5"),
        by=casebook.member(here, Role.MODEL_ENGINEER),
        at=people.NOW,
    )


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(
    row: Participant, said: Mapping[str, Any] | None = None, *, on: date = MADE, **changes: Any
) -> SealedPrediction:
    given = {
        "release": release(row.activation.trial),
        "output": output() if said is None else said,
        "input_sha256": sha256_of("input"),
        "run_id": "run-1",
        "computed_at": instant(on) - timedelta(minutes=1),
        "by": WORKER,
        "at": instant(on),
    }
    with seeing(row.activation):
        return sealing.seal(participant=row, **{**given, **changes})


def revealed(
    row: Participant, prediction: SealedPrediction, lock: Lock, *, on: date = adjuvant.LATER
) -> Reveal:
    with seeing(row.activation):
        return reveals.reveal(sealed=prediction, lock=lock, by=WORKER, at=instant(on))
