"""Which releases a trial has, and which of them run here; what approving one signs."""

from audit.domain.signing import Content
from inference.models import PredictorRelease
from trials.models import Trial


def releases_of(trial: Trial) -> list[PredictorRelease]:
    found = PredictorRelease.objects.filter(predictor__trial=trial)
    people = ("registered_by", "approved_by", "retired_by", "approval")
    return list(found.select_related("predictor__trial", *people).order_by("predictor__slug", "pk"))


def runnable_releases(trial: Trial) -> list[PredictorRelease]:
    """Approved packages that are not retired, newest first."""
    found = PredictorRelease.objects.filter(
        predictor__trial=trial,
        manifest_sha256__isnull=False,
        approved_at__isnull=False,
        retired_at=None,
    )
    return list(found.select_related("predictor__trial").order_by("predictor__slug", "-pk"))


def content_of(release: PredictorRelease) -> Content:
    """Exactly what the signature of an approval is bound to."""
    threshold = release.threshold
    value = {
        "trial": release.predictor.trial.slug,
        "release": [release.predictor.slug, release.version],
        "weights": release.weights_sha256,
        "manifest": release.manifest_sha256,
        "threshold": str(threshold.normalize()) if threshold is not None else None,
        "package": release.package,
    }
    return Content(value=value)
