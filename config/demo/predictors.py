"""The trained reference releases: proposed by one of the cast and approved by another."""

from datetime import datetime

from accounts.models import User
from accounts.signing.identification import identify_by_password
from audit.domain.signing import Signing
from inference.actions import releases
from inference.models import PredictorRelease, ReleaseState
from inference.selectors.releases import content_of
from inference.training.shipped import folder_of, version_of
from trials.models import Trial


def bring_in(
    trial: Trial, slug: str, *, engineer: User, sponsor: User, password: str, at: datetime
) -> PredictorRelease:
    """Nothing is trained for it; done again, it changes nothing."""
    release = releases.register_package(
        trial=trial,
        slug=slug,
        version=version_of(trial.slug),
        folder=folder_of(trial.slug),
        by=engineer,
        at=at,
    )
    return approved(release, sponsor=sponsor, password=password, at=at)


def approved(
    release: PredictorRelease, *, sponsor: User, password: str, at: datetime
) -> PredictorRelease:
    if release.state is not ReleaseState.PROPOSED:
        return release
    proof = identify_by_password(user_id=sponsor.username, password=password, by=sponsor)
    signing = Signing(proof=proof, shown=content_of(release).as_shown())
    return releases.approve(release=release, signing=signing, by=sponsor, at=at)
