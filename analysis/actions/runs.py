"""Compute a cut: every analysis of its protocol, pooled for all and by arm for the unblinded."""

import functools
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis.domain.results import AnyResult
from analysis.models import AnalysisRun, DataCut
from analysis.selectors.results import results_of
from audit.acts import Actor, act
from audit.patience import take_time


@act
def run(
    *,
    cut: DataCut,
    sealed: bool,
    by: Actor,
    at: datetime,
    results: Sequence[AnyResult] | None = None,
) -> AnalysisRun:
    """Store the numbers of this cut by this code; the same cut and code are computed once.
    `results`: where they were computed for something else as well."""
    version = code_version()
    known = AnalysisRun.objects.filter(cut=cut, code_version=version, sealed=sealed).first()
    if known is not None:
        return known
    take_time()
    return AnalysisRun.objects.create(
        cut=cut,
        code_version=version,
        sealed=sealed,
        results=numbers_of(results or results_of(cut, sealed=sealed)),
        run_at=at,
    )


def numbers_of(results: Sequence[AnyResult]) -> Mapping[str, Any]:
    return {result.analysis.id: result.numbers for result in results}


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
