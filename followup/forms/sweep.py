"""One row of the vital-status sweep: what a telephone call told."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.actions.vital_status import Contact
from followup.forms.dates import MAY_BE_UNKNOWN, PartialBoxes, PartialDateField
from followup.forms.records import CHOOSE, FILL_IN
from followup.models import VitalStatus
from trials.domain.partial_dates import PartialDate

NOT_REACHED = "not_reached"
TOLD = [("alive", _("Alive")), ("dead", _("Dead")), (NOT_REACHED, _("No answer"))]


class TodayBoxes(PartialBoxes):
    """Filled with today at first, so a part ticked as unknown is taken out of the boxes."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        found = super().value_from_datadict(data, files, name)
        unknown = [part for part in MAY_BE_UNKNOWN if found.get(f"{part}_unknown")]
        gone = {"month", "day"} if "month" in unknown else set(unknown)
        return found | dict.fromkeys(gone, "")


class CallDay(PartialDateField):
    widget = TodayBoxes


class SweepRow(forms.Form):
    """`prefix` is the participant's code: twenty-five of these stand on one page."""

    told = forms.ChoiceField(label=_("What was learned"), choices=TOLD, widget=forms.RadioSelect)
    day = CallDay(label=_("On"), required=False)
    source = forms.ChoiceField(
        label=_("Known from"), choices=VitalStatus.InformationSource.choices, required=False
    )
    recurrence = forms.ChoiceField(
        label=_("Recurrence?"),
        choices=VitalStatus.Recurrence.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    cause = forms.CharField(label=_("Cause of death"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        usual = {"day": PartialDate.of(today), "source": "telephone"}
        super().__init__(*args, initial=usual, **kwargs)
        self.fields["told"].error_messages["required"] = CHOOSE

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.is_reached and not given.get("day") and "day" not in self.errors:
            self.add_error("day", FILL_IN)
        return given

    @property
    def is_reached(self) -> bool:
        return self.cleaned_data.get("told") in {"alive", "dead"}

    def contact(self) -> Contact:
        given = self.cleaned_data
        is_dead = given["told"] == "dead"
        return Contact(
            vital_status=given["told"],
            status_date=given["day"],
            information_source=given["source"] or "telephone",
            cause_of_death=given["cause"] if is_dead else "",
            recurrence_told=given["recurrence"],
        )
