"""How many each trial of this Concord has; the summary of the main job says it."""

import json
from pathlib import Path
from typing import Any

from accounts.models import User
from audit.acts import acting
from casebook.models import Participant
from enrollment.models import Enrollment
from trials.models import SiteActivation, Trial

SUMMARY = "summary.json"


def counts_by_trial() -> dict[str, dict[str, int]]:
    """Participants, how many of them are enrolled, and how many came from archives: these were
    never screened here, so whoever wants the prospective part takes them off."""
    everywhere = SiteActivation.objects.values_list("pk", flat=True)
    by = User.objects.get(username="auditor")
    with acting(by=by, action="main_job.count", activations=list(everywhere)):
        return {trial.slug: counts_of(trial) for trial in Trial.objects.order_by("slug")}


def counts_of(trial: Trial) -> dict[str, int]:
    everybody = Participant.objects.filter(activation__trial=trial)
    return {
        "participants": everybody.count(),
        "enrolled": Enrollment.objects.filter(participant__in=everybody).count(),
        "archived": everybody.filter(origin=Participant.Origin.RETROSPECTIVE).count(),
    }


def recount(*, out: Path) -> None:
    """The main job ends before a demonstration is full: its summary says what came since."""
    path = out / SUMMARY
    if path.exists():
        summary = json.loads(path.read_text())
        write_summary({**summary, "trials": counts_by_trial()}, out=out)


def write_summary(summary: dict[str, Any], *, out: Path) -> None:
    """Renamed into place: whoever reads it meets it whole."""
    text = json.dumps(summary, ensure_ascii=False, indent=1, default=str)
    draft = out / f"{SUMMARY}.new"
    draft.write_text(text + "\n")
    draft.replace(out / SUMMARY)
