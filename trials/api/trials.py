"""The trials a person takes part in, and what their protocol says."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view

from trials.api.acts import ReadView
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, Trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach
from trials.selectors.protocols import latest_version
from trials.selectors.readings import protocol_as_read


@extend_schema_view(get=extend_schema(operation_id="trials_list", responses=OpenApiTypes.OBJECT))
class Trials(ReadView):
    def target(self, reach: Reach) -> Reach:
        return reach

    def answer(self, reach: Reach) -> list[dict[str, Any]]:
        return [
            {**named(trial), "roles": sorted(reach.roles_in(trial))} for trial in reach.trials()
        ]


@extend_schema(responses=OpenApiTypes.OBJECT)
class Synopsis(ReadView):
    """The newest adopted protocol version of the trial, as data."""

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def answer(self, trial: Trial) -> dict[str, Any]:
        version = latest_version(trial)
        return {**named(trial), **adopted(version), **synopsis(protocol_as_read(version))}


def named(trial: Trial) -> dict[str, Any]:
    return {"slug": trial.slug, "title": {"en": trial.title_en, "zh": trial.title_zh}}


def adopted(version: ProtocolVersion) -> dict[str, Any]:
    return {
        "version": version.version,
        "sha256": version.sha256,
        "adopted_at": version.adopted_at.isoformat(),
    }


def synopsis(protocol: Protocol) -> dict[str, Any]:
    parts = {"trial", "criteria", "arms", "schedule", "endpoints", "ambiguities"}
    return {"protocol": protocol.model_dump(mode="json", include=parts, exclude_none=True)}
