"""A file that answers a question: send it, then put what is answered as the text of the form."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from casebook.actions import form_files
from casebook.api.participants import OfParticipant
from casebook.domain.files import Reference
from casebook.models import Participant
from casebook.scope import check_may_read
from casebook.selectors.form_files import content_of, file_for
from casebook.selectors.protocols import protocol_for
from trials.api.uploads import UploadView
from trials.domain.rights import Right
from trials.selectors.delegations import Reach

Place = tuple[Participant, str]


class FileInput(serializers.Serializer):
    file = serializers.FileField()


class FileAnswer(serializers.Serializer):
    """`text` is what the form is sent for this question."""

    sha256 = serializers.CharField()
    name = serializers.CharField()
    text = serializers.CharField()


class NewFile(OfParticipant, UploadView):
    serializer_class = FileInput
    answer_class = FileAnswer
    right = Right.ENTER_DATA

    def target(self, reach: Reach, *, trial: str, code: str, item: str) -> Place:  # type: ignore[override]
        return super().target(reach, trial=trial, code=code), item

    def check_may_act(self, target: Place, *, by: Any) -> None:
        super().check_may_act(target[0], by=by)

    def act(self, target: Place, *, by: User, at: datetime, file: Any) -> Any:
        participant, item = target
        form = protocol_for(participant, on=self.request.today).form_of(item)
        asked = form.item(item) if form else None
        if form is None or asked is None:
            raise Http404
        kept: Reference = form_files.upload(
            participant=participant,
            form=form,
            item=item,
            name=file.name,
            data=file.read(asked.most_bytes + 1),
            by=by,
            at=at,
        )
        return {**asdict(kept), "text": str(kept)}


class OneFile(OfParticipant):
    """The content, as it was sent."""

    def target(self, reach: Reach, *, trial: str, code: str, item: str, sha256: str) -> Any:  # type: ignore[override]
        return super().target(reach, trial=trial, code=code)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, **kwargs: Any) -> Any:
        participant = self.target(request.reach, **kwargs)
        check_may_read(participant, by=request.user, on=request.today)
        found = file_for(request.user, participant, kwargs["item"], kwargs["sha256"])
        data = content_of(found) if found else None
        if data is None:
            raise Http404
        return HttpResponse(data, content_type="application/octet-stream")
