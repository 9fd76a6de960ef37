"""The consent forms of the sites, as the page records them."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.models import User
from casebook.actions import consent_versions
from casebook.models import ConsentVersion
from casebook.selectors.consent_versions import versions_at
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.models import ProtocolVersion, Trial
from trials.permissions import check_may_in_trial
from trials.scope import activation_or_404, trial_or_404
from trials.selectors.delegations import Reach


class ConsentVersionInput(serializers.Serializer):
    """The file stays with the site; its hash comes with its name."""

    site = serializers.CharField(max_length=8)
    protocol_version = serializers.CharField(max_length=20)
    label = serializers.CharField(max_length=60)
    language = serializers.ChoiceField(choices=ConsentVersion.Language.choices)
    approved_on = serializers.DateField()
    effective_from = serializers.DateField()
    document = serializers.CharField(max_length=200)
    sha256 = serializers.CharField(max_length=64)


class ConsentVersionAnswer(serializers.ModelSerializer):
    site = serializers.CharField(source="activation.site.code")
    protocol_version = serializers.CharField(source="protocol_version.version")

    class Meta:
        model = ConsentVersion
        fields = (
            "id",
            "site",
            "protocol_version",
            "label",
            "language",
            "approved_on",
            "effective_from",
            "document",
            "sha256",
        )


class ConsentVersions(ReadView, ActView):
    """GET: those of the sites in reach, newest first. POST: record one."""

    serializer_class = ConsentVersionInput
    right = Right.RECORD_CLINICAL_EVENT

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_may_in_trial(by, Right.READ_RECORDS, trial=target, on=self.request.today)

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="consent_forms")
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)

    @extend_schema(responses={201: ConsentVersionAnswer}, operation_id="consent_forms_record")
    def post(self, request: Any, **kwargs: Any) -> Any:
        return super().post(request, **kwargs)

    def act(
        self, trial: Trial, *, site: str, protocol_version: str, by: User, at: datetime, **more: Any
    ) -> ConsentVersion:
        activation = activation_or_404(self.request.reach, trial.slug, site)
        version = version_named(trial, protocol_version)
        return consent_versions.record(
            activation=activation, protocol_version=version, by=by, at=at, **more
        )

    def answer(self, result: Trial | ConsentVersion) -> Any:
        if isinstance(result, ConsentVersion):
            return ConsentVersionAnswer(result).data
        rows = versions_at(result, self.request.reach.activation_ids)
        return [{**ConsentVersionAnswer(one).data, "consents": one.signed} for one in rows]


def version_named(trial: Trial, name: str) -> ProtocolVersion:
    found: ProtocolVersion | None = trial.versions.filter(version=name).first()
    if found is None:
        known = ", ".join(trial.versions.values_list("version", flat=True))
        raise ValidationError({"protocol_version": f"{name}: {known}"})
    return found
