"""Death, withdrawal or loss: what is asked of each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casebook.forms.dates import DayField
from followup.actions.endings import End, Ending
from followup.actions.vital_status import Contact
from followup.forms.dates import PartialDateField
from followup.models import VitalStatus


class EndForm(forms.Form):
    ending = Ending.LOSS

    closes_visits = forms.BooleanField(
        label=_("Declare these visits not done"), required=False, initial=True
    )

    def end(self) -> End:
        return End(ending=self.ending)


class DeathForm(EndForm):
    ending = Ending.DEATH

    died = PartialDateField(
        label=_("Died on"),
        help_text=_("As far as the day is known; at least the month."),
    )
    source = forms.ChoiceField(
        label=_("Known from"),
        choices=VitalStatus.InformationSource.choices,
        widget=forms.RadioSelect,
    )
    cause = forms.CharField(
        label=_("Cause of death"),
        help_text=_("Write “unknown” where it is not known."),
        max_length=300,
    )

    def end(self) -> End:
        given: dict[str, Any] = self.cleaned_data
        death = Contact(
            vital_status=str(VitalStatus.Vital.DEAD),
            status_date=given["died"],
            information_source=given["source"],
            cause_of_death=given["cause"],
        )
        return End(ending=self.ending, death=death)


class StopForm(EndForm):
    ending = Ending.WITHDRAWAL

    withdrew_on = DayField(label=_("Stopped follow-up on"))
    why = forms.CharField(
        label=_("Reason, if one was given"),
        help_text=_("Nobody owes a reason."),
        max_length=300,
        required=False,
    )

    def end(self) -> End:
        given = self.cleaned_data
        return End(ending=self.ending, withdrew_on=given["withdrew_on"], why=given["why"])


FORMS: dict[str, type[EndForm]] = {one.ending.value: one for one in (DeathForm, StopForm, EndForm)}
