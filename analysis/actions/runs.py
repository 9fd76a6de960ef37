"""Compute a cut: every analysis of its protocol, pooled for all and by arm for the unblinded."""

import functools
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis.domain import plan
from analysis.domain.curve_tables import cut_source
from analysis.domain.plan import Result
from analysis.models import AnalysisRun, DataCut
from analysis.selectors.cut_people import people_of
from audit.acts import Actor, act
from trials.domain.protocol.endpoints import TimeToEvent
from trials.domain.protocol.protocol import Protocol
from trials.selectors.protocols import latest_version, protocol_of


@act
def run(*, cut: DataCut, sealed: bool, by: Actor, at: datetime) -> AnalysisRun:
    """Store the numbers of this cut by this code; the same cut and code are computed once."""
    version = code_version()
    known = AnalysisRun.objects.filter(cut=cut, code_version=version, sealed=sealed).first()
    if known is not None:
        return known
    return AnalysisRun.objects.create(
        cut=cut,
        code_version=version,
        sealed=sealed,
        results=numbers_of(results_of(cut, sealed=sealed)),
        run_at=at,
    )


def results_of(cut: DataCut, *, sealed: bool) -> list[Result]:
    """Every time-to-event analysis of the plan, with its curves and each participant's time."""
    protocol = protocol_of_cut(cut)
    people = people_of(cut, protocol, sealed=sealed)
    source = cut_source(cut.name, cut.sha256, events_to=cut.events_to)
    return [
        plan.run(
            analysis,
            protocol=protocol,
            people=people,
            cut=cut.events_to,
            source=source,
            by_arm=sealed and analysis.by == "arm",
        )
        for analysis in protocol.analyses
        if isinstance(protocol.endpoint(analysis.endpoint), TimeToEvent) and not analysis.covariates
    ]


def numbers_of(results: Sequence[Result]) -> Mapping[str, Any]:
    return {result.analysis.id: result.numbers for result in results}


def protocol_of_cut(cut: DataCut) -> Protocol:
    """The newest of the versions that the cut was taken under."""
    known = cut.manifest["content"]["open"]["protocols"].values()
    version = cut.trial.versions.filter(sha256__in=known).order_by("-adopted_at", "-pk").first()
    return protocol_of(version or latest_version(cut.trial))


@functools.cache
def code_version() -> str:
    """A hash of our own program texts: numbers are repeatable by the same code only."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    for app in ("analysis", "trials/domain", "casebook/domain"):
        for path in sorted((root / app).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
