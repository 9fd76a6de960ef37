"""Handing in a file of archived records, and saying what its columns mean."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.domain.cohort_lines import Line, Said
from trials.models import SiteActivation


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, the first row names the columns")
    )
    site = forms.ChoiceField(label=_("Site"), help_text=_("Counts where the file names no site"))

    def __init__(self, *args: object, places: Iterable[SiteActivation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.places = {one.site.code: one for one in places}
        self.fields["site"].choices = [(code, str(one.site)) for code, one in self.places.items()]  # type: ignore[attr-defined]

    @property
    def place(self) -> SiteActivation:
        return self.places[self.cleaned_data["site"]]


def chosen_columns(
    typed: Mapping[str, str], of: Iterable[Line], header: Sequence[str]
) -> dict[str, Said]:
    """What was chosen on each line; a column that the file has not is none."""
    columns = {"", *header}
    return {
        line.key: Said(
            column=column if (column := typed.get(f"column:{line.key}", "")) in columns else "",
            **{
                field: typed.get(f"{field}:{line.key}", "").strip()
                for field in ("value", "unit", "codes", "blank")
            },
        )
        for line in of
    }
