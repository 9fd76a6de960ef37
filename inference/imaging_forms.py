"""The files of a scan, as a browser sends them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from inference.ingest.quarantine import Incoming
from trials.domain.protocol.imaging import Scan
from trials.wording import worded


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class UploadForm(forms.Form):
    scan = forms.ChoiceField(label=_("Which scan"))
    files = FilesField(
        label=_("Files"),
        help_text=_(
            "All images of the scan, or one zip of them. Several series may be sent at once."
        ),
        widget=ManyFilesInput(attrs={"multiple": True}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, scans: Iterable[Scan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scan.id, worded(scan.label)) for scan in scans]
        self.fields["scan"].choices = choices
        if len(choices) == 1:
            self.fields["scan"].initial = choices[0][0]
            self.fields["scan"].widget = forms.HiddenInput()

    def incoming(self) -> Iterator[Incoming]:
        return incoming(self.cleaned_data["files"])


def incoming(files: Iterable[UploadedFile]) -> Iterator[Incoming]:
    for file in files:
        yield Incoming(name=file.name or "", pieces=file.chunks())
