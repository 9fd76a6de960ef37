from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from analysis.models import Recommendation, Session

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


class ChairForm(forms.Form):
    """Who chairs a meeting: one of the board's members."""

    chair = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Chair"))

    def __init__(self, data: Any = None, *, members: QuerySet[User], **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["chair"]
        field.queryset = members
        field.label_from_instance = lambda member: member.printed_name


class DocumentForm(forms.Form):
    """A file for a meeting."""

    session = forms.ChoiceField(label=_("Session"), choices=Session)
    title = forms.CharField(label=_("Title"), max_length=120)
    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": "application/pdf"})
    )

    def values(self) -> dict[str, Any]:
        return {
            "session": self.cleaned_data["session"],
            "title": self.cleaned_data["title"],
            "data": self.cleaned_data["file"].read(),
        }


class RecommendationForm(forms.Form):
    """What the board recommends, and the letter that leaves the closed session."""

    choice = forms.ChoiceField(label=_("The board recommends"), choices=Recommendation.Choice)
    letter = forms.CharField(
        label=_("Letter"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("The sponsor and ethics read it: no number by arm, no comparison of arms."),
    )


class HoldForm(forms.Form):
    """What the sponsor decides on a hold, and why."""

    CONFIRM, LIFT = "confirm", "lift"
    DECISIONS = ((CONFIRM, _("Confirm: it stays on hold")), (LIFT, _("Lift: enroll again")))

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS)
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea)


class EthicsForm(forms.Form):
    """The day on which the ethics committee was told of a hold."""

    informed_date = forms.DateField(label=_("Ethics informed on"), input_formats=["%Y-%m-%d"])


class DatabaseLockForm(forms.Form):
    """Why the data of a trial are final."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea,
        help_text=_("And why what is still open may stay open."),
    )


class UnlockForm(forms.Form):
    """Why what was final has to be changed."""

    reason = forms.CharField(
        label=_("Why it has to be unlocked"),
        max_length=500,
        widget=forms.Textarea,
        help_text=_("No names."),
    )


class WhyForm(forms.Form):
    """Why somebody needs to see what is closed to most."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea)
