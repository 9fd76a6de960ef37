"""Files of concealed scores as the computing site writes them."""

import csv
import io
from collections.abc import Iterable, Mapping

from casebook.models import Participant
from followup.actions import cohorts
from inference.actions.score_files import Received
from inference.domain.score_rows import COLUMNS
from inference.models import PredictorRelease
from tests.factories import archives, enrollment, people, sealing
from trials.models import SiteActivation


def archive(rows: int = 3) -> SiteActivation:
    """crlm at one site, with this many imported."""
    (here,) = archives.sites("crlm", "WH")
    with archives.abstracting([here]) as by:
        file = archives.file("crlm", archives.text("crlm", rows, ["WH"]))
        cohorts.import_cohort(places=[here], file=file, by=by, at=people.NOW)
    return here


def release(here: SiteActivation, slug: str = "metastasis_risk") -> PredictorRelease:
    """Approved, and computed elsewhere."""
    return enrollment.approved(sealing.release(here.trial, slug=slug))


def line(row: Participant, score: str = "0.73125", **changes: str) -> dict[str, str]:
    return {
        "participant": row.code,
        "score": score,
        "model": "metastasis_risk",
        "version": "1.0",
        "run_id": f"run-{row.number}",
        "computed_at": "2026-03-01T09:30:00+08:00",
        "computed_by": "Imaging core, Dr Song",
        "input_sha256": sealing.sha256_of(f"input of {row.code}"),
        **changes,
    }


def content(lines: Iterable[Mapping[str, str]], columns: Iterable[str] = COLUMNS) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def received(lines: Iterable[Mapping[str, str]]) -> Received:
    return Received(content(lines))
