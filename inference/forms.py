"""A score that was computed elsewhere, as it is typed from the run's report."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casebook.domain.typed_values import NUMBER
from casebook.forms.dates import DayField
from inference.models import Prediction, PredictorRelease

NO = "no"


class ScoreField(forms.Field):
    """The score with every digit that was typed: 0.4999999 must not become 0.5."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:
        typed = unicodedata.normalize("NFKC", value or "").strip()
        if not typed:
            return None
        if NUMBER.fullmatch(typed) is None:
            raise forms.ValidationError(_("Write digits with a point, such as 0.7312."))
        return Decimal(typed)


class ClockField(forms.TimeField):
    input_formats = ["%H:%M", "%H:%M:%S"]
    default_error_messages = {"invalid": gettext_lazy("Write the time as hours:minutes, 14:05.")}


class PredictionForm(forms.Form):
    release = forms.ChoiceField(label=gettext_lazy("Release"))
    score = ScoreField(
        label=gettext_lazy("Score"),
        help_text=gettext_lazy("As the run printed it, with every digit."),
    )
    run_id = forms.CharField(
        label=gettext_lazy("Run"),
        help_text=gettext_lazy("The id of the run where it was computed."),
        max_length=100,
    )
    computed_date = DayField(label=gettext_lazy("Computed on"))
    computed_time = ClockField(
        label=gettext_lazy("Computed at"),
        help_text=gettext_lazy("Site time, 24 hours: 14:05"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    imaging_date = DayField(label=gettext_lazy("Scan of"))
    series_uids = forms.CharField(
        label=gettext_lazy("DICOM series"),
        help_text=gettext_lazy("The series the score was read from, one UID a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    replaces = forms.ChoiceField(
        label=gettext_lazy("Does it count in place of the earlier run?"),
        choices=[(NO, gettext_lazy("No, the earlier run counts")), *Prediction.Replaces.choices],
        initial=NO,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        releases: Iterable[PredictorRelease],
        zone: str,
        has_earlier: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        self.releases = {str(one.pk): one for one in releases}
        self.fields["release"].choices = [(pk, str(one)) for pk, one in self.releases.items()]
        if not has_earlier:
            del self.fields["replaces"]

    def entry(self) -> dict[str, Any]:
        """Keywords for `predictions.record`."""
        given = dict(self.cleaned_data)
        day, clock = given.pop("computed_date"), given.pop("computed_time")
        return {
            **given,
            "release": self.releases[given["release"]],
            "computed_at": self.instant(day, clock),
            "series_uids": given["series_uids"].split(),
            "replaces": given.get("replaces", NO).replace(NO, ""),
        }

    def instant(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone)
