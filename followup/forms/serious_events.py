"""What is typed about a serious event: who was told, what the sponsor holds of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casebook.forms.dates import DayField
from followup.actions.serious_events import Judgment
from followup.domain.serious_reports import Report
from followup.forms.adverse_events import CAUSALITY, causality_name
from followup.forms.dates import ClockField, instant
from followup.forms.records import YES_NO, one_of
from followup.models import AdverseEvent, SeriousReport, SponsorJudgment
from trials.domain.protocol.protocol import Protocol
from trials.wording import worded

LONG = forms.Textarea(attrs={"rows": 3})


class ReportForm(forms.Form):
    prefix = "report"

    recipient = forms.ChoiceField(label=_("Who was told"), widget=forms.RadioSelect)
    stage = forms.ChoiceField(
        label=_("Which report"), choices=SeriousReport.Stage.choices, widget=forms.RadioSelect
    )
    told_date = DayField(label=_("Told on"))
    told_time = ClockField(label=_("At"), help_text=_("24 hours, by the clock of the site."))
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("The number of the letter or of the receipt."),
        max_length=120,
        required=False,
    )
    content = forms.CharField(
        label=_("What is new"),
        help_text=_("For a follow-up. No names."),
        max_length=1000,
        widget=LONG,
        required=False,
    )
    turned_urgent = forms.BooleanField(
        label=_("The sponsor learned from it, for the first time, of the death or threat to life"),
        required=False,
    )

    def __init__(self, *args: Any, recipients: list[str], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        words = dict(SeriousReport.Recipient.choices)
        self.fields["recipient"].choices = [(one, words[one]) for one in recipients]

    def report(self) -> Report:
        given = self.cleaned_data
        names = ("recipient", "stage", "reference", "content", "turned_urgent")
        return Report(
            told_at=instant(given, "told", self.zone), **{name: given[name] for name in names}
        )


class StrikeForm(forms.Form):
    prefix = "strike"

    report = forms.ChoiceField(label=_("Report"))
    reason = forms.CharField(label=_("Why it is struck out"), max_length=300)

    def __init__(self, *args: Any, reports: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = one_of([(str(pk), label) for pk, label in reports])


class JudgmentForm(forms.Form):
    prefix = "judgment"

    expected = forms.ChoiceField(
        label=_("Expected by the reference safety information"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    comment = forms.CharField(
        label=_("Comment"), help_text=_("No names."), max_length=1000, widget=LONG, required=False
    )

    def __init__(self, *args: Any, protocol: Protocol, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agents = [agent for agent in protocol.agents if agent.causality]
        for agent in self.agents:
            self.fields[causality_name(agent.id)] = forms.ChoiceField(
                label=worded(agent.label),
                choices=CAUSALITY,
                widget=forms.RadioSelect,
                required=False,
            )

    def causality_fields(self) -> list[forms.BoundField]:
        return [self[causality_name(agent.id)] for agent in self.agents]

    def judgment(self) -> Judgment:
        given = self.cleaned_data
        said = {agent.id: given[causality_name(agent.id)] for agent in self.agents}
        return Judgment(
            causality={agent: verdict for agent, verdict in said.items() if verdict},
            expected={"yes": True, "no": False}.get(given["expected"]),
            comment=given["comment"],
        )

    @staticmethod
    def initial_of(latest: SponsorJudgment | None) -> dict[str, Any]:
        if latest is None:
            return {}
        said = {causality_name(agent): verdict for agent, verdict in latest.causality.items()}
        return {**said, "expected": {True: "yes", False: "no"}.get(latest.expected, "")}


def reports_to_strike(event: AdverseEvent, recipients: list[str]) -> list[tuple[int, str]]:
    return [
        (
            one.pk,
            f"{one.get_recipient_display()}, {one.get_stage_display()}, {one.told_at:%Y-%m-%d}",
        )
        for one in event.seriousreports.all()
        if one.stands and one.recipient in recipients
    ]
