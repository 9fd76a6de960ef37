"""Propose a release whose scores are computed elsewhere: nothing of it but its hash lies here."""

import re
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from inference.actions.releases import (
    UnableToRegister,
    check_version_is_new,
    predictor_of,
    register,
)
from inference.models import PredictorRelease
from inference.selectors.releases import codes_compared
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.selectors.protocols import latest_version, protocol_of

SHA256 = re.compile(r"[0-9a-f]{64}")


@act
def register_elsewhere(
    *,
    trial: Trial,
    slug: str,
    version: str,
    weights_sha256: str,
    threshold: Decimal | None,
    by: User,
    at: datetime,
) -> PredictorRelease:
    """As `register`, of a predictor that the protocol discloses; it is named here where it was not
    yet. The same weights again are the same release."""
    check_may_in_trial(by, Right.PROPOSE_RELEASE, trial=trial, on=at.date())
    check_weights(weights_sha256)
    protocol = protocol_of(latest_version(trial))
    predictor = predictor_of(trial, slug, protocol, by=by, at=at)
    check_threshold(threshold, codes_compared(protocol, slug))
    known = predictor.releases.filter(weights_sha256=weights_sha256, manifest_sha256=None).first()
    if known is not None:
        return known
    check_version_is_new(predictor, version)
    return register(
        predictor=predictor,
        version=version,
        weights_sha256=weights_sha256,
        threshold=threshold,
        by=by,
        at=at,
    )


def check_weights(weights_sha256: str) -> None:
    if SHA256.fullmatch(weights_sha256) is None:
        raise UnableToRegister(
            _("Give the SHA-256 hash of the weights: 64 characters of 0 to 9 and a to f.")
        )


def check_threshold(threshold: Decimal | None, codes: tuple[str, ...]) -> None:
    if codes and threshold is not None:
        raise UnableToRegister(
            _("It chooses among %(codes)s, where nothing counts as high. Give no threshold.")
            % {"codes": ", ".join(codes)}
        )
    if not codes and (threshold is None or not 0 <= threshold <= 1):
        raise UnableToRegister(_("The threshold lies between 0 and 1."))
