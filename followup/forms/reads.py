"""What a reader types about a scan, and what the pages show of reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from followup.actions.reads import Seen
from followup.domain.reads import INADEQUATE
from followup.domain.recist.lesions import Kind, Lesion, State
from followup.domain.recist.responses import TimePoint
from followup.forms.records import YES_NO, one_of
from followup.models import BlindRead, TumorAssessment
from followup.selectors.reads import as_read

BLANK_ROWS, MOST_ROWS = 3, 20
KINDS = [
    (Kind.TARGET.value, _("Target")),
    (Kind.NON_TARGET.value, _("Not a target")),
    (Kind.NEW.value, _("New lesion")),
]
STATES = [
    (State.MEASURED.value, _("Measured")),
    (State.ABSENT.value, _("Gone")),
    (State.TOO_SMALL.value, _("Too small to measure")),
    (State.PRESENT.value, _("Present")),
    (State.PROGRESSED.value, _("Clearly worse")),
    (State.EQUIVOCAL.value, _("Equivocal")),
    (State.MERGED.value, _("Merged with another")),
    (State.SPLIT.value, _("Split: diameters added")),
    (State.NOT_EVALUABLE.value, _("Cannot be judged")),
]


class ReadForm(forms.Form):
    adequate = forms.ChoiceField(
        label=_("Adequate to judge recurrence"), choices=YES_NO, widget=forms.RadioSelect
    )
    inadequate_reason = forms.CharField(
        label=_("Why it is not adequate"), max_length=200, required=False
    )
    finding = forms.ChoiceField(
        label=_("What it shows"), choices=TumorAssessment.Finding.choices, widget=forms.RadioSelect
    )
    location = forms.ChoiceField(
        label=_("Where the recurrence is"),
        choices=one_of(TumorAssessment.Location.choices),
        required=False,
    )

    def seen(self, lesions: Sequence[Lesion]) -> Seen:
        given = dict(self.cleaned_data)
        return Seen(adequate=given.pop("adequate") == "yes", lesions=lesions, **given)


class LesionForm(forms.Form):
    name = forms.CharField(label=_("Lesion"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=one_of(KINDS), required=False)
    organ = forms.CharField(label=_("Organ"), max_length=40, required=False)
    node = forms.BooleanField(label=_("Lymph node: the short axis is measured"), required=False)
    state = forms.ChoiceField(label=_("Now"), choices=one_of(STATES), required=False)
    mm = forms.DecimalField(
        label=_("Diameter"), max_digits=6, decimal_places=1, min_value=0, required=False
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("name") and not (given.get("kind") and given.get("state")):
            raise forms.ValidationError(gettext("Say what kind of lesion it is and how it is now."))
        if not given.get("name") and given.get("mm") is not None:
            raise forms.ValidationError(gettext("Give the lesion a name: T1, T2, N1."))
        return given

    def lesion(self) -> Lesion | None:
        given = self.cleaned_data
        if not given.get("name"):
            return None
        return Lesion(
            name=given["name"].strip(),
            kind=Kind(given["kind"]),
            state=State(given["state"]),
            diameter_mm=given["mm"],
            is_node=given["node"],
            organ=given["organ"].strip(),
        )


Lesions = formset_factory(LesionForm, extra=0, max_num=MOST_ROWS, validate_max=True)


def lesion_rows(posted: Any, earlier: Sequence[BlindRead]) -> Any:
    """The lesions this reader follows already, to be looked at again, and room for others."""
    followed: dict[str, dict[str, Any]] = {}
    for row in earlier:
        for one in row.lesions:
            followed.setdefault(one["name"], {k: one[k] for k in ("name", "kind", "organ", "node")})
    initial = [*followed.values(), *({} for _row in range(BLANK_ROWS))]
    return Lesions(posted, initial=initial, prefix="lesion")


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """A read in words; `response` by RECIST, where lesions are followed."""

    day: str
    says: str
    response: str = ""
    reasons: str = ""


def read_line(row: BlindRead, point: TimePoint | None) -> ReadLine:
    response = point.overall.value if point and point.overall else ""
    return ReadLine(day=row.scan.scan_date.isoformat(), says=in_words(row), response=response)


def in_words(row: BlindRead) -> str:
    if not row.adequate:
        return f"{category_word(INADEQUATE)}: {row.inadequate_reason}"
    found = category_word(as_read(row).category)
    return f"{found}, {row.get_location_display()}" if row.location else found


def category_word(category: str) -> str:
    if category == INADEQUATE:
        return gettext("Not adequate")
    return str(dict(TumorAssessment.Finding.choices)[category])
