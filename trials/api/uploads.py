"""An act that brings a file."""

import hashlib
from typing import Any, ClassVar

from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from trials.api.acts import ActView
from trials.api.parsing import TextParser


class UploadView(ActView):
    """The file is `file`."""

    parser_classes = (MultiPartParser, TextParser)
    http_method_names: ClassVar[list[str]] = ["post", "options", "head"]

    def content(self, request: Request) -> list[Any]:
        """The file by its hash: a retry brings the same bytes."""
        sha256 = hashlib.sha256()
        file = request.FILES.get("file")
        for chunk in file.chunks() if file else ():
            sha256.update(chunk)
        if file:
            file.seek(0)
        words = {name: str(request.data[name]) for name in request.data if name != "file"}
        return [request.method, request.path, words, sha256.hexdigest()]
