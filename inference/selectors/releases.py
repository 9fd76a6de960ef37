"""Which releases a trial has, and which of them run here; what approving one signs."""

from audit.domain.signing import Content
from inference.models import PredictorRelease
from trials.domain.protocol.protocol import Protocol
from trials.models import Trial
from trials.selectors.protocols import latest_version, protocol_of


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


def codes_of(release: PredictorRelease) -> tuple[str, ...]:
    """What it chooses among; none where it says a number. The protocol compares it with these."""
    trial = release.predictor.trial
    return codes_compared(protocol_of(latest_version(trial)), release.predictor.slug)


def codes_compared(protocol: Protocol, slug: str) -> tuple[str, ...]:
    concordance = protocol.concordance
    if concordance is None or concordance.predictor != slug:
        return ()
    return tuple(protocol.declaration(concordance.received).codes)


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
