"""The boxes of a signature: only those the series still needs, none filled in beforehand."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.signing.identification import Typed, asked_of, identify
from audit.acts import Refusal
from audit.domain.signing import Shown, Signing

COMPONENTS = ("user_id", "password", "code")


class SigningForm(forms.Form):
    """`shown` comes back as it went out with the page; `signing` asks who signs."""

    user_id = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("From your authenticator app."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.request = request
        self.asked = asked_of(request, at=timezone.now())
        for name in COMPONENTS:
            if not getattr(self.asked, name):
                del self.fields[name]

    @property
    def shown(self) -> Shown:
        return Shown.parse(self.data.get("shown", ""))

    def signing(self, *, at: datetime) -> Signing:
        """Raises WrongComponent or SigningLocked, both of which are noted."""
        typed = Typed(**{name: self.cleaned_data.get(name, "") for name in COMPONENTS})
        proof = identify(self.request, typed, shown=self.shown, at=at)
        return Signing(proof=proof, shown=self.shown)

    def refuse(self, refusal: Refusal) -> int:
        """Say it where the person typed; the status that goes with it."""
        why = getattr(refusal, "why", "")
        self.add_error(why if why in self.fields else None, str(refusal))
        return int(getattr(refusal, "status", 422))
