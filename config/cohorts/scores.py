"""Invented risks of liver metastasis for the archive of crlm, handed in as another place would."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from accounts.models import User
from audit.acts import acting
from audit.content import sha256_of
from casebook.models import Participant
from casebook.selectors.facts import facts_of
from config.simulation.chance import Chance
from inference.actions import score_files
from inference.actions.score_files import Received
from inference.domain.score_rows import COLUMNS
from inference.models import PredictorRelease, ScoreFile
from trials.domain.roles import Role
from trials.domain.values import Known
from trials.models import Delegation, SiteActivation

TRIAL, PREDICTOR, OUTCOME = "crlm", "metastasis_risk", "liver_metastasis_found"
WHO = "Invented with the demonstration, computed by no model"
SHARE_RUN = 0.95


def hand_in_scores(*, at: datetime) -> ScoreFile | None:
    """One file for all sites; once somebody is there to hand it in and a release to do so for."""
    releases = PredictorRelease.objects.filter(
        predictor__trial__slug=TRIAL, predictor__slug=PREDICTOR, approved_at__isnull=False
    )
    release = releases.select_related("predictor__trial").first()
    by = engineer()
    if release is None or by is None:
        return None
    places = list(SiteActivation.objects.filter(trial__slug=TRIAL).values_list("pk", flat=True))
    with acting(by=by, action="demo.hand_in_scores", activations=places):
        rows = Participant.objects.filter(activation__in=places).order_by("pk")
        if ScoreFile.objects.filter(release=release).exists() or not rows:
            return None
        lines = list(lines_for(list(rows), release, at))
        return score_files.record(release=release, file=as_file(lines), by=by, at=at)


def engineer() -> User | None:
    held = Delegation.objects.filter(trial__slug=TRIAL, role=Role.MODEL_ENGINEER, to_date=None)
    first = held.select_related("user").order_by("pk").first()
    return first.user if first else None


def lines_for(
    rows: Sequence[Participant], release: PredictorRelease, at: datetime
) -> Iterator[dict[str, str]]:
    """Right about most; a few were never run."""
    for row in rows:
        chance = Chance("scores", TRIAL, row.number)
        if not chance.happens(SHARE_RUN):
            continue
        found = facts_of(row, OUTCOME).get(OUTCOME)
        is_case = isinstance(found, Known) and bool(found.value)
        score = min(max(chance.normal(0.5 if is_case else 0.36, 0.15), 0.01), 0.99)
        yield {
            "participant": row.code,
            "score": f"{score:.4f}",
            "model": release.predictor.slug,
            "version": release.version,
            "run_id": f"run-{row.number}",
            "computed_at": (at - timedelta(days=1)).isoformat(timespec="seconds"),
            "computed_by": WHO,
            "input_sha256": sha256_of({"synthetic input of": row.code}),
        }


def as_file(lines: Sequence[dict[str, str]]) -> Received:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    return Received(text.getvalue().encode())
