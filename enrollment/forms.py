"""What is typed about enrollment."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.signing.forms import SigningForm
from casebook.forms.dates import DayField
from enrollment.actions.treatment_decisions import Choice
from enrollment.domain.reasons import DECLINED, OTHER, REASON_LABELS
from enrollment.models import Allocation
from trials.domain.protocol.ambiguities import Ambiguity
from trials.domain.protocol.arms import Arm
from trials.domain.protocol.criteria import Criterion
from trials.domain.protocol.protocol import Protocol
from trials.models import SiteActivation
from trials.wording import worded

REASONS = [
    choice for choice in Allocation.Reason.choices if choice[0] != Allocation.Reason.IMPORTED
]


class AllocationForm(forms.Form):
    arm = forms.ChoiceField(label=_("Arm"), widget=forms.RadioSelect)
    allocated_date = DayField(label=_("Decided on"))
    reason = forms.ChoiceField(label=_("Why this arm"), choices=REASONS, widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label=_("In words"),
        help_text=_("Needed for another reason. No names."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    preference = forms.ChoiceField(
        label=_("The participant"), choices=Allocation.Preference.choices, widget=forms.RadioSelect
    )
    decided_by = forms.CharField(
        label=_("Decided by"), help_text=_("Printed name of the physician."), max_length=120
    )

    def __init__(self, *args: Any, arms: tuple[Arm, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arms = arms
        self.fields["arm"].choices = [(arm.id, worded(arm.label)) for arm in arms]

    def arm_cards(self) -> list[tuple[str, str, str]]:
        return [(arm.id, worded(arm.label), worded(arm.description)) for arm in self.arms]


class CapForm(forms.Form):
    WHOLE = "whole_trial"
    arm = forms.ChoiceField(label=_("For"), widget=forms.RadioSelect)
    cap = forms.IntegerField(
        label=_("At most"), help_text=_("Participants, all sites together."), widget=forms.TextInput
    )

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Shown beside the cap. No names, and no counts of an arm."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, arms: tuple[Arm, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(arm.id, worded(arm.label)) for arm in arms]
        self.fields["arm"].choices = [(self.WHOLE, gettext("The whole trial")), *choices]
        if not arms:
            del self.fields["arm"]

    def chosen(self) -> dict[str, Any]:
        """No arm is the whole trial."""
        arm = self.cleaned_data.get("arm", self.WHOLE)
        rest = {name: self.cleaned_data[name] for name in ("cap", "reason")}
        return {"arm": "" if arm == self.WHOLE else arm, **rest}


class ExclusionForm(SigningForm):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("No names. It is signed with the rest."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("reason", "user_id", "password", "code")


class TreatmentForm(forms.Form):
    strategy = forms.ChoiceField(label=_("Strategy chosen"), widget=forms.RadioSelect)
    decided_date = DayField(label=_("Decided on"))
    decided_by = forms.CharField(
        label=_("Decided by"), help_text=_("Printed name, or the board."), max_length=120
    )
    rationale = forms.CharField(
        label=_("Why this strategy"),
        help_text=_("No names."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, protocol: Protocol, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = protocol.concordance
        codes = protocol.facts[plan.received].codes if plan else {}
        self.fields["strategy"].choices = [(code, worded(text)) for code, text in codes.items()]

    def choice(self) -> Choice:
        given = self.cleaned_data
        return Choice(**{name: given[name] for name in Choice.__dataclass_fields__})


class ClosingForm(forms.Form):
    code = forms.ChoiceField(label=_("Why screening ended"), widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label=_("In words"),
        help_text=_("Needed for another reason. No names."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closed_date = DayField(label=_("Ended on"))

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unmet = [(one.id, f"{one.id} {worded(one.text)}") for one in criteria]
        self.fields["code"].choices = [
            (DECLINED, gettext(REASON_LABELS[DECLINED])),
            *unmet,
            (OTHER, gettext(REASON_LABELS[OTHER])),
        ]


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        label=_("Why screening is reopened"), help_text=_("No names."), max_length=500
    )


class ReadingForm(forms.Form):
    reading = forms.ChoiceField(label=_("Reading that is to count"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The sponsor reads it before approving. No names."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, ambiguity: Ambiguity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reading"].choices = [
            (code, worded(text))
            for code, text in ambiguity.readings.items()
            if code != ambiguity.chosen
        ]


class OperationsForm(forms.Form):
    site = forms.ChoiceField(label=_("Site"))
    operations = forms.FileField(
        label=_("List of operations"),
        help_text=_("CSV: a date and how many were operated on, as 2026-01-31,4. No names."),
        max_length=200,
    )

    def __init__(self, *args: Any, sites: list[SiteActivation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {one.site.code: one for one in sites}
        self.fields["site"].choices = [(code, code) for code in self.sites]

    def chosen_site(self) -> SiteActivation:
        return self.sites[self.cleaned_data["site"]]
