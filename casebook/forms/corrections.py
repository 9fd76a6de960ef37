"""Why a completed form is changed: picked from a list, and said in words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

WHY = [
    ("misread", _("Copied wrongly from the source document")),
    ("source", _("The source document was corrected")),
    ("later", _("A result came later")),
    ("query", _("Answer to a query")),
    ("other", _("Another reason")),
]


class CorrectionForm(forms.Form):
    # Its fields stand in one page with the items of the form, one of which may be called "why".
    prefix = "correction"

    why = forms.ChoiceField(label=_("Why it is corrected"), choices=WHY, widget=forms.RadioSelect)
    why_detail = forms.CharField(
        label=_("In words"), help_text=_("No names."), max_length=300, required=False
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("why") == "other" and not given.get("why_detail", "").strip():
            self.add_error("why_detail", _("Say which reason."))
        return given

    def reason(self) -> str:
        """As it stands in the history: the code, then the words."""
        detail = self.cleaned_data["why_detail"].strip()
        return ": ".join(filter(None, [self.cleaned_data["why"], detail]))
