"""Name a predictor and register the release whose scores are recorded."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from audit.acts import Actor, act
from inference.models import Predictor, PredictorRelease
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial


@act
def name_predictor(
    *, trial: Trial, slug: str, title_en: str, title_zh: str, fact: str, by: Actor, at: datetime
) -> Predictor:
    predictor, _ = Predictor.objects.get_or_create(
        trial=trial,
        slug=slug,
        defaults={"title_en": title_en, "title_zh": title_zh, "fact": fact},
    )
    return predictor


@act
def register(
    *,
    predictor: Predictor,
    version: str,
    weights_sha256: str,
    threshold: Decimal,
    by: User,
    at: datetime,
) -> PredictorRelease:
    check_may_in_trial(by, Right.PROPOSE_RELEASE, trial=predictor.trial, on=at.date())
    release, _ = PredictorRelease.objects.get_or_create(
        predictor=predictor,
        version=version,
        defaults={
            "weights_sha256": weights_sha256,
            "threshold": threshold,
            "registered_by": by,
            "registered_at": at,
        },
    )
    return release
