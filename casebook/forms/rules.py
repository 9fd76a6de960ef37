"""A protocol file whose rules are tried on the records there are."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trials.domain.protocol.loader import load
from trials.domain.protocol.problems import ProtocolError

MOST_BYTES = 2_000_000


class BacktestForm(forms.Form):
    file = forms.FileField(
        label=_("Protocol file"),
        help_text=_("One that is not adopted yet. Without one, the version shown here is counted."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: object, trial: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.trial = trial

    def clean_file(self) -> str:
        """The text of the file, once it can be read as a protocol of the trial."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return ""
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("This is no protocol file: it has more than 2 MB."))
        try:
            text: str = sent.read().decode("utf-8")
            protocol = load(text, name=sent.name)
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not text in UTF-8.")) from error
        except ProtocolError as error:
            raise forms.ValidationError([str(one) for one in error.problems[:20]]) from error
        if protocol.trial.slug != self.trial:
            raise forms.ValidationError(
                _("The file is of the trial %(slug)s. Choose one of %(trial)s."),
                params={"slug": protocol.trial.slug, "trial": self.trial},
            )
        return text
