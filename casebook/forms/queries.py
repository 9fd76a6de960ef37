"""What is typed about a query; the suggested answer is typed as on the form itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONG = forms.Textarea(attrs={"rows": 3})


class AskForm(forms.Form):
    # Its field stands in one page with an item of the form, which may be called "text".
    prefix = "query"

    text = forms.CharField(
        label=_("What you ask"), help_text=_("No names."), max_length=1000, widget=LONG
    )
