"""A small API of one act, to test the pattern all acts share."""

from typing import Any

from django.urls import include, path
from rest_framework import serializers

from audit.acts import Refusal, act
from trials.api.acts import ActView
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted
from trials.scope import activation_or_404


class UnableToRename(Refusal):
    pass


class TitleInput(serializers.Serializer):
    title = serializers.CharField(max_length=20)


class TitleAnswer(serializers.Serializer):
    slug = serializers.CharField()
    title_en = serializers.CharField()


@act
def rename(*, trial: Trial, title: str, by: Any, at: Any) -> Trial:
    trial.title_en = title
    trial.save()
    if title == "refused":
        raise UnableToRename("Choose another title.")
    if title == "forbidden":
        raise NotPermitted("Not you.")
    return trial


class Rename(ActView):
    serializer_class = TitleInput
    answer_class = TitleAnswer

    def target(self, reach: Any, *, trial: str, site: str) -> SiteActivation:
        return activation_or_404(reach, trial, site)

    def act(self, activation: SiteActivation, *, title: str, by: Any, at: Any) -> Trial:
        return rename(trial=activation.trial, title=title, by=by, at=at)


urlpatterns = [
    path("api/v1/trials/<slug:trial>/sites/<slug:site>/title/", Rename.as_view()),
    path("", include("config.urls")),
]
