from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

NAME = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use small letters, digits and hyphens."))


class CutForm(forms.Form):
    """What a data cut is called and up to which day its events count."""

    name = forms.CharField(label=_("Name"), max_length=60, validators=[NAME])
    events_to = forms.DateField(label=_("Events up to"), input_formats=["%Y-%m-%d"])

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class MeetingForm(forms.Form):
    """The meeting of the board a report is released to."""

    number = forms.IntegerField(label=_("Meeting"), min_value=1, max_value=999)
    held_on = forms.DateField(label=_("Held on"), input_formats=["%Y-%m-%d"])
