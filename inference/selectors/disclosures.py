"""Who may see what a predictor says, by the version the participant agreed to."""

from inference.models import PredictorRelease
from trials.domain.protocol.disclosure import Disclosure
from trials.models import ProtocolVersion
from trials.selectors.protocols import protocol_of


def disclosure_in(version: ProtocolVersion, release: PredictorRelease) -> Disclosure | None:
    return protocol_of(version).disclosure.get(release.predictor.slug)


def is_concealed(release: PredictorRelease, version: ProtocolVersion) -> bool:
    """What the protocol does not speak of is concealed."""
    disclosure = disclosure_in(version, release)
    return disclosure is None or disclosure.is_concealed
