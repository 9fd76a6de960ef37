"""Scans of a participant: read their series, upload one."""

import hashlib
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.models import User
from casebook.models import Participant
from casebook.scope import check_may_read, participant_or_404
from inference.actions import series
from inference.domain.file_faults import FileFault
from inference.imaging_forms import incoming
from inference.imaging_tasks import ask_to_ingest
from inference.imaging_words import Words, both
from inference.models import Series, Upload
from inference.selectors.series import series_of, uploads_of
from trials.api.acts import ActView, ReadView
from trials.api.parsing import TextParser
from trials.domain.rights import Right
from trials.selectors.delegations import Reach
from trials.selectors.protocols import protocol_of


class ScanUploadInput(serializers.Serializer):
    """As multipart/form-data: `files` is repeated, once for each file, or is one zip."""

    scan = serializers.CharField(max_length=60)
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        allow_empty=False,
        error_messages={"required": _("Send at least one file.")},
    )


class UploadAnswer(serializers.ModelSerializer):
    """Each fault and each reason by its code, and in words: what it is, and how to mend it."""

    class Meta:
        model = Upload
        fields = ("id", "scan", "state", "file_count", "byte_count", "faults", "judged")

    def to_representation(self, upload: Upload) -> dict[str, Any]:
        protocol = protocol_of(upload.protocol_version)
        words = Words(protocol, protocol.scan(upload.scan))
        return {
            **super().to_representation(upload),
            "faults": [{**one, **both(FileFault.from_json(one))} for one in upload.faults],
            "judged": [
                {**one, "reasons": joined(one["reasons"], words.reasons(one["reasons"]))}
                for one in upload.judged
            ],
        }


def joined(codes: list[dict[str, Any]], said: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{**code, **words} for code, words in zip(codes, said, strict=True)]


class SeriesAnswer(serializers.ModelSerializer):
    class Meta:
        model = Series
        fields = (
            "scan",
            "series_uid",
            "study_uid",
            "modality",
            "phase",
            "acquired_on",
            "instance_count",
            "content_sha256",
            "files_sha256",
            "verdict",
            "reasons",
        )


class Imaging(ReadView, ActView):
    serializer_class = ScanUploadInput
    parser_classes = (MultiPartParser, TextParser)
    right = Right.UPLOAD_IMAGING

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        row = participant_or_404(reach, trial, code)
        check_may_read(row, by=self.request.user, on=self.request.today)
        return row

    def content(self, request: Request) -> list[Any]:
        """The files by their hashes: a retry brings the same bytes."""
        files = [sha256_of(file) for _name, group in request.FILES.lists() for file in group]
        fields = {name: value for name, value in request.data.items() if name not in request.FILES}
        return [request.method, request.path, fields, files]

    def answer(self, result: Participant | Upload) -> Any:
        if isinstance(result, Upload):
            return UploadAnswer(result).data
        return {
            "series": SeriesAnswer(series_of(result), many=True).data,
            "uploads": UploadAnswer(uploads_of(result), many=True).data,
        }

    def act(
        self, row: Participant, *, by: User, at: datetime, scan: str, files: list[Any]
    ) -> Upload:
        upload = series.receive(participant=row, scan=scan, files=incoming(files), by=by, at=at)
        ask_to_ingest(upload=upload, by=by, at=at)
        return upload

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)


def sha256_of(file: Any) -> str:
    found = hashlib.sha256()
    for piece in file.chunks():
        found.update(piece)
    file.seek(0)
    return found.hexdigest()
