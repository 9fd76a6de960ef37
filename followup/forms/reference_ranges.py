"""What is typed about the limits of normal of a laboratory."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casebook.forms.dates import DayField
from followup.domain.laboratory.ranges import Range
from followup.domain.laboratory.rules import analytes
from followup.forms.records import one_of
from followup.models import ReferenceRange
from trials.models import SiteActivation
from trials.wording import unit_shown


class RangeForm(forms.Form):
    prefix = "range"

    site = forms.ChoiceField(label=_("Site"))
    analyte = forms.ChoiceField(label=_("What is measured"))
    sex = forms.ChoiceField(label=_("For"), choices=ReferenceRange.Sex.choices, required=False)
    lower = forms.DecimalField(
        label=_("Lower limit of normal"), max_digits=14, decimal_places=5, required=False
    )
    upper = forms.DecimalField(
        label=_("Upper limit of normal"), max_digits=14, decimal_places=5, required=False
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    first = DayField(label=_("In force from"))

    def __init__(self, *args: Any, places: list[SiteActivation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {one.site.code: one for one in places}
        self.fields["site"].choices = [(code, code) for code in self.places]
        names = [(name, called(name)) for name in sorted(analytes())]
        self.fields["analyte"].choices = one_of(names)

    def place(self) -> SiteActivation:
        return self.places[self.cleaned_data["site"]]

    def range(self) -> Range:
        return Range(**{name: value for name, value in self.cleaned_data.items() if name != "site"})


class StrikeRangeForm(forms.Form):
    prefix = "strike"

    row = forms.ChoiceField(label=_("Limits"))
    reason = forms.CharField(label=_("Why they are struck out"), max_length=300)

    def __init__(self, *args: Any, rows: list[ReferenceRange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].choices = one_of([(str(one.pk), in_words(one)) for one in rows])


def called(analyte: str) -> str:
    """Its own name and the last of what laboratories call it, which is Chinese where any is."""
    names = analytes()[analyte].names
    own = analyte.replace("_", " ")
    return f"{own} ({names[-1]})" if names else own


def in_words(row: ReferenceRange) -> str:
    return (
        f"{row.activation.site.code}, {called(row.analyte)}, {row.from_date}: {limits_shown(row)}"
    )


def limits_shown(row: ReferenceRange) -> str:
    low, high = printed(row.lower), printed(row.upper)
    both = f"{low} – {high}" if low and high else (f"≥ {low}" if low else f"≤ {high}")
    return f"{both} {unit_shown(row.unit)}".strip()


def printed(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
