"""What is typed about a deviation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casebook.actions.deviations import Found
from casebook.forms.dates import DayField
from casebook.models import Deviation

LONG = forms.Textarea(attrs={"rows": 3})


class DeviationForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("About"), choices=Deviation.Kind.choices, widget=forms.RadioSelect
    )
    what = forms.CharField(
        label=_("What happened"), help_text=_("No names."), max_length=1000, widget=LONG
    )
    happened_date = DayField(label=_("Happened on"), required=False)
    found_date = DayField(label=_("Found on"))
    action_taken = forms.CharField(
        label=_("What was done"), max_length=1000, required=False, widget=LONG
    )
    reported_to = forms.CharField(
        label=_("Reported to"),
        help_text=_("Sponsor, ethics board, with the day."),
        max_length=200,
        required=False,
    )

    def found(self) -> Found:
        return Found(**self.cleaned_data)


class AnswerForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    action_taken = forms.CharField(label=_("What was done"), max_length=1000, widget=LONG)
    reported_to = forms.CharField(
        label=_("Reported to"),
        help_text=_("Sponsor, ethics board, with the day."),
        max_length=200,
        required=False,
    )


class SeverityForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    severity = forms.ChoiceField(
        label=_("How grave"), choices=Deviation.Severity.choices, widget=forms.RadioSelect
    )
