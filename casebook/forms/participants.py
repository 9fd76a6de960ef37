"""What is typed about a participant outside the protocol's own forms."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casebook.domain.identity import Person
from casebook.forms.dates import DayField
from casebook.models import ConsentVersion, Participant, Visit, Withdrawal
from trials.domain.protocol.protocol import Protocol
from trials.models import SiteActivation


class RegisterForm(forms.Form):
    """Before consent only this may be asked."""

    site = forms.ChoiceField(label=_("Site"))
    screened_date = DayField(label=_("Screened on"))
    age = forms.IntegerField(
        label=_("Age"), help_text=_("Completed years."), min_value=0, max_value=130
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Participant.Sex.choices)
    screening_reason = forms.CharField(
        label=_("Why screened"),
        help_text=_("Where the person was found: clinic, ward, referral. No names."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, sites: Iterable[SiteActivation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(one.pk): one for one in sites}
        self.fields["site"].choices = [(pk, one.site.code) for pk, one in self.sites.items()]

    def entry(self) -> dict[str, Any]:
        """Keywords for `participants.register`."""
        given = dict(self.cleaned_data)
        return {"activation": self.sites[given.pop("site")], **given}


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    birth_date = DayField(label=_("Birth date"))
    record_number = forms.CharField(label=_("Medical record number"), max_length=60, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)

    def person(self) -> Person:
        fields = ("name", "birth_date", "record_number", "phone")
        return Person(**{field: self.cleaned_data[field] for field in fields})


class SigningDay(forms.Form):
    """The day alone: which version is signed, and so what is asked, depends on it."""

    consent_date = DayField(required=False)


class ConsentForm(PersonForm):
    """The first consent, with which the identity enters; or a later one, without it."""

    consent_date = DayField(label=_("Signed on"))
    explained_by = forms.CharField(label=_("Explained by"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language of the consent form"), choices=ConsentVersion.Language.choices
    )
    reason = forms.CharField(
        label=_("How you know that this is another person"), max_length=200, required=False
    )

    def __init__(
        self, *args: Any, protocol: Protocol, needs_person: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.protocol = protocol
        if not needs_person:
            for name in PersonForm.base_fields:
                del self.fields[name]
        for name, scope in protocol.consent.scopes.items():
            self.fields[scope_name(name)] = forms.BooleanField(
                label=scope.label.in_language(get_language() or "en"), required=False
            )

    def scope_fields(self) -> list[forms.BoundField]:
        return [self[scope_name(name)] for name in self.protocol.consent.scopes]

    def scopes(self) -> Mapping[str, bool]:
        return {name: self.cleaned_data[scope_name(name)] for name in self.protocol.consent.scopes}

    def entry(self) -> dict[str, Any]:
        """Keywords for `consents.record`."""
        person = self.person() if "name" in self.fields else None
        names = ("consent_date", "explained_by", "language", "reason")
        given = {name: self.cleaned_data[name] for name in names}
        return {**given, "person": person, "scopes": self.scopes()}


def scope_name(scope: str) -> str:
    return f"scope_{scope}"


class WithdrawalForm(forms.Form):
    scope = forms.ChoiceField(
        label=_("What is taken back"),
        choices=Withdrawal.Scope.choices,
        widget=forms.RadioSelect,
    )
    withdrawal_date = DayField(label=_("On"))
    reason = forms.CharField(
        label=_("Reason, if one was given"),
        help_text=_("Nobody owes a reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class VisitForm(forms.Form):
    outcome = forms.ChoiceField(label=_("The visit"), choices=Visit.Outcome.choices)
    visit_date = DayField(label=_("Took place on"), required=False)
    mode = forms.ChoiceField(label=_("How"), choices=Visit.Mode.choices, initial=Visit.Mode.CLINIC)
    not_done_reason = forms.CharField(
        label=_("Why it was not done"), max_length=200, required=False
    )


class UnplannedVisitForm(forms.Form):
    visit_date = DayField(label=_("Took place on"))
    mode = forms.ChoiceField(label=_("How"), choices=Visit.Mode.choices, initial=Visit.Mode.CLINIC)


class CorrectVisitForm(VisitForm):
    reason = forms.CharField(label=_("Why it is corrected"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)
