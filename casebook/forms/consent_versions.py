"""What is typed about a consent form; its file is read for its hash and not kept."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from casebook.forms.dates import DayField
from casebook.models import ConsentVersion
from trials.models import SiteActivation, VersionInForce

MOST_BYTES = 20 * 1024 * 1024


class ConsentVersionForm(forms.Form):
    """Site and protocol version are one choice: a site has only those it works by."""

    place = forms.ChoiceField(label=_("Site and protocol version"))
    label = forms.CharField(
        label=_("Name of the version"), help_text=_("As it is printed: ICF 1.2"), max_length=60
    )
    language = forms.ChoiceField(label=_("Language"), choices=ConsentVersion.Language.choices)
    approved_on = DayField(label=_("Approved by the ethics board on"))
    effective_from = DayField(label=_("In use from"))
    file = forms.FileField(
        label=_("The approved document"),
        help_text=_("Its name and its hash are kept, the file stays with the site. Up to 20 MB."),
    )

    def __init__(self, *args: Any, places: Iterable[VersionInForce], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in places}
        self.fields["place"].choices = [
            (pk, f"{one.activation.site.code}, {one.protocol_version.version}")
            for pk, one in self.places.items()
        ]

    def clean_file(self) -> UploadedFile | None:
        given: UploadedFile | None = self.cleaned_data["file"]
        if given is not None and (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return given

    def activation(self) -> SiteActivation:
        return self.places[self.cleaned_data["place"]].activation

    def entry(self) -> dict[str, Any]:
        """Keywords for `consent_versions.record`."""
        given = dict(self.cleaned_data)
        place, file = self.places[given.pop("place")], given.pop("file")
        return {
            "activation": place.activation,
            "protocol_version": place.protocol_version,
            **(read(file) if file else {}),
            **given,
        }


def read(file: UploadedFile) -> dict[str, str]:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return {"document": (file.name or "")[:200], "sha256": digest.hexdigest()}


class CorrectedVersionForm(ConsentVersionForm):
    """The same boxes with what stands; the document stays where no other is given."""

    reason = forms.CharField(
        label=_("Why it is corrected"), help_text=_("No names."), max_length=300
    )

    def __init__(self, *args: Any, version: ConsentVersion, **kwargs: Any) -> None:
        place = next(
            (
                str(one.pk)
                for one in kwargs["places"]
                if one.protocol_version_id == version.protocol_version_id
            ),
            "",
        )
        names = ("label", "language", "approved_on", "effective_from")
        initial = {"place": place, **{name: getattr(version, name) for name in names}}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].label = _("Another document, if it was the wrong one")

    def entry(self) -> dict[str, Any]:
        """Keywords for `consent_versions.correct`; the site stays."""
        given = super().entry()
        del given["activation"]
        return given
