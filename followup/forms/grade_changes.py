"""What is typed when an event got better or worse."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.domain.treatment_windows import Graded
from followup.forms.dates import PartialDateField
from followup.forms.records import one_of
from followup.models import AdverseEvent
from trials.domain.ctcae.terms import grades_of


class GradeForm(forms.Form):
    prefix = "grade"

    version = forms.IntegerField(widget=forms.HiddenInput)
    day = PartialDateField(label=_("Since"), help_text=_("As far as it is known."))
    grade = forms.ChoiceField(label=_("Grade from then on"))

    def __init__(self, *args: Any, event: AdverseEvent, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": event.version}, **kwargs)
        below_death = [str(grade) for grade in grades_of(event.term) if grade < 5]
        self.fields["grade"].choices = one_of([(one, one) for one in below_death])

    def change(self) -> Graded:
        return Graded(day=self.cleaned_data["day"], grade=int(self.cleaned_data["grade"]))


class UngradeForm(forms.Form):
    prefix = "ungrade"

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why the latest change is taken back"), max_length=300)

    def __init__(self, *args: Any, event: AdverseEvent, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": event.version}, **kwargs)
