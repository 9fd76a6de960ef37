"""What is typed about people: who they are, what they may do from when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from trials.domain.roles import ROLE_LABELS, SITE_ROLES, Role
from trials.models import Delegation, SiteActivation

NO_SITE = ("", _("Whole trial"))


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, input_formats=["%Y-%m-%d"], widget=forms.TextInput, **more)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    site = forms.ChoiceField(
        label=_("Site"), required=False, help_text=_("For roles held at one site.")
    )
    from_date = day(_("From"), help_text=_("Year-month-day: 2026-03-05"))

    def __init__(
        self, *args: Any, roles: Iterable[Role], sites: Iterable[SiteActivation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(one.pk): one for one in sites}
        self.fields["role"].choices = [("", "")] + [
            (role.value, _(ROLE_LABELS[role])) for role in Role if role in set(roles)
        ]
        self.fields["site"].choices = [NO_SITE] + [
            (pk, one.site.code) for pk, one in self.sites.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        role, site = given.get("role"), given.get("site")
        if role and (Role(role) in SITE_ROLES) != bool(site):
            text = _("Choose the site.") if not site else _("This role reaches over the trial.")
            self.add_error("site", text)
        return given

    def place(self) -> dict[str, Any]:
        """Keywords for the actions: role, activation, from when."""
        given = self.cleaned_data
        return {
            "role": Role(given["role"]),
            "activation": self.sites.get(given["site"]),
            "from_date": given["from_date"],
        }


class AccountForm(forms.Form):
    printed_name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As it is printed beside a signature.")
    )
    username = forms.CharField(
        label=_("User name"), max_length=150, help_text=_("For life; never given to another.")
    )
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def person(self) -> dict[str, Any]:
        names = ("printed_name", "username", "email", "language")
        return {name: self.cleaned_data[name] for name in names}

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        User._meta.get_field("username").run_validators(name)
        return name


class InviteForm(RoleForm, AccountForm):
    field_order = ["printed_name", "username", "email", "language", "role", "site", "from_date"]


class DelegateForm(RoleForm):
    username = forms.CharField(label=_("User name"), max_length=150)
    to_date = day(_("To"), required=False, help_text=_("Empty while it goes on."))
    field_order = ["username", "role", "site", "from_date", "to_date"]

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody has an open account by this name. Invite first."))
        return user


class EndForm(forms.Form):
    to_date = day(_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class DelegationField(forms.ModelChoiceField):
    def label_from_instance(self, delegation: Delegation) -> str:
        place = delegation.activation or delegation.trial
        return f"{_(ROLE_LABELS[Role(delegation.role)])}, {place}"


class TokenForm(forms.Form):
    delegation = DelegationField(label=_("Acts as"), queryset=Delegation.objects.none())

    def __init__(self, *args: Any, held: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegation"].queryset = held
