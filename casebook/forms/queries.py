"""What is typed about a query; the suggested answer is typed as on the form itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casebook.forms.dates import DateBoxes

LONG = forms.Textarea(attrs={"rows": 3})


class AskForm(forms.Form):
    # Its field stands in one page with an item of the form, which may be called "text".
    prefix = "query"

    text = forms.CharField(
        label=_("What you ask"), help_text=_("No names."), max_length=1000, widget=LONG
    )


class AskOfRecordForm(AskForm):
    """With what the field should say instead, typed as the record itself asks for it."""

    def __init__(self, *args: Any, label: str, box: forms.Field | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if box is not None:
            box.required, box.initial = False, None
            box.label = gettext("Suggested answer: %(question)s") % {"question": label}
            box.help_text = gettext("Leave it empty when the site has to look it up.")
            self.fields["suggestion"] = box

    @property
    def drawn_as(self) -> str:
        """Which of the page's fields takes the suggestion."""
        box = self.fields["suggestion"]
        if isinstance(box, forms.MultipleChoiceField):
            return "many"
        if isinstance(box.widget, forms.RadioSelect):
            return "one"
        if isinstance(box.widget, DateBoxes):
            return "partial" if box.widget.is_partial else "day"
        return "line"
