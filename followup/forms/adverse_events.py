"""An adverse event: the term first, then four judgments, each by itself."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from casebook.forms.dates import DayField
from casebook.models import Record
from followup.actions.adverse_events import Event
from followup.domain.seriousness import CRITERION_LABELS, NOT_RELATED, RELATED
from followup.forms.dates import ClockField, PartialDateField, instant, on_the_wall
from followup.forms.records import YES_NO, RecordForm, one_of
from followup.models import AdverseEvent, CtcaeText
from trials.domain.ctcae.terms import VERSION, UnknownTerm, grades_of, needs_text
from trials.domain.ctcae.terms import term as ctcae_term
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.wording import worded

# The general scale of CTCAE v5.0, in our words; a term's own text is in the published document.
GRADES = {
    1: _("Mild: no treatment needed"),
    2: _("Moderate: limits daily life, or simple treatment"),
    3: _("Severe, not at once life-threatening; hospital or disabling"),
    4: _("Life-threatening: urgent treatment"),
    5: _("Death from the event"),
}
CAUSALITY = [(RELATED, _("Related")), (NOT_RELATED, _("Not related"))]


def told_within(protocol: Protocol) -> str:
    hours = protocol.safety.site_report_hours
    ticked = gettext("Tick what applies; nothing ticked means not serious.")
    if not hours:
        return f"{ticked} {gettext('The sponsor is told of a serious event at once.')}"
    told = ngettext(
        "The sponsor is told of a serious event within %(n)s hour of the site knowing.",
        "The sponsor is told of a serious event within %(n)s hours of the site knowing.",
        hours,
    )
    return f"{ticked} {told % {'n': hours}}"


class EventForm(RecordForm):
    keyword = "event"

    term = forms.CharField(label=_("Term"), max_length=120, widget=forms.HiddenInput)
    term_text = forms.CharField(label=_("What it was"), max_length=300, required=False)
    grade = forms.IntegerField(label=_("Grade"))
    onset = PartialDateField(label=_("Onset"), help_text=_("As far as it is known."))
    end = PartialDateField(
        label=_("End"), help_text=_("Leave empty while it goes on."), required=False
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=AdverseEvent.Outcome.choices, widget=forms.RadioSelect
    )
    seriousness = forms.MultipleChoiceField(
        label=_("Serious, because the event"),
        required=False,
    )
    expected = forms.ChoiceField(
        label=_("Expected by the reference safety information"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    aware_date = DayField(label=_("The site came to know on"))
    aware_time = ClockField(
        label=_("Time of knowing"), help_text=_("24 hours, by the clock of the site.")
    )
    serious_date = DayField(
        label=_("It became serious later: the site learned that on"),
        help_text=_("Leave empty if it was serious when the site came to know of it."),
        required=False,
    )
    serious_time = ClockField(
        label=_("Time of learning that"),
        help_text=_("24 hours, by the clock of the site."),
        required=False,
    )
    narrative = forms.CharField(
        label=_("What happened"),
        help_text=_("No names."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def prepare(self) -> None:
        self.fields["seriousness"].help_text = told_within(self.protocol)
        self.fields["seriousness"].choices = [
            (criterion.value, _(label)) for criterion, label in CRITERION_LABELS.items()
        ]
        for agent in self.blamable():
            self.fields[causality_name(agent.id)] = forms.ChoiceField(
                label=worded(agent.label),
                choices=CAUSALITY,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[action_name(agent.id)] = forms.ChoiceField(
                label=_("What was done with it"),
                choices=one_of(AdverseEvent.ActionTaken.choices),
                required=False,
            )

    def blamable(self) -> list[Any]:
        return [agent for agent in self.protocol.agents if agent.causality]

    def agent_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Of each agent: whether it is blamed, and what was done with it."""
        return [
            (self[causality_name(agent.id)], self[action_name(agent.id)])
            for agent in self.blamable()
        ]

    def chosen_term(self) -> str:
        return str(self["term"].value() or "")

    def chosen_label(self) -> str:
        """In the reader's language; empty where CTCAE has no such term."""
        try:
            return ctcae_term(self.chosen_term()).label(get_language() or "en")
        except UnknownTerm:
            return ""

    def is_unreviewed(self) -> bool:
        try:
            return ctcae_term(self.chosen_term()).is_unreviewed(get_language() or "en")
        except UnknownTerm:
            return False

    def grade_cards(self) -> list[tuple[int, Any]]:
        """The grades that exist for the term, and no others, in the published words where this
        deployment has them."""
        official = self.official()
        texts = official.grades if official else {}
        try:
            return [
                (grade, texts.get(str(grade), GRADES[grade]))
                for grade in grades_of(self.chosen_term())
            ]
        except UnknownTerm:
            return []

    def official(self) -> CtcaeText | None:
        return CtcaeText.objects.filter(version=VERSION, term=self.chosen_term()).first()

    def needs_text(self) -> bool:
        return bool(self.grade_cards()) and needs_text(self.chosen_term())

    def value(self) -> Event:
        given = self.cleaned_data
        names = ("term", "term_text", "grade", "onset", "end", "outcome", "narrative")
        judged = {agent.id: given.get(causality_name(agent.id), "") for agent in self.blamable()}
        done = {agent.id: given.get(action_name(agent.id), "") for agent in self.blamable()}
        expected = {"yes": True, "no": False}.get(given["expected"])
        return Event(
            **{name: given[name] for name in names},
            seriousness=tuple(given["seriousness"]),
            causality={agent: verdict for agent, verdict in judged.items() if verdict},
            action_taken={agent: what for agent, what in done.items() if what},
            expected=expected,
            aware_at=instant(given, "aware", self.zone),
            serious_aware_at=instant(given, "serious", self.zone)
            if given["serious_date"]
            else None,
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        missing = [name for name in ("serious_date", "serious_time") if not given.get(name)]
        if len(missing) == 1 and missing[0] not in self.errors:
            self.add_error(missing[0], _("Day and time go together: give both, or neither."))
        return given

    @property
    def zone(self) -> str:
        return self.participant.activation.site.time_zone

    @classmethod
    def initial_of(cls, record: Record) -> dict[str, Any]:
        values = record.as_values()
        causality = {causality_name(agent): said for agent, said in values["causality"].items()}
        done = {action_name(agent): what for agent, what in values["action_taken"].items()}
        zone = record.activation.site.time_zone
        return {
            **values,
            **causality,
            **done,
            "onset": PartialDate.parse(values["onset"]),
            "end": PartialDate.parse(values["end"]) if values["end"] else None,
            "expected": {True: "yes", False: "no"}.get(values["expected"], ""),
            **on_the_wall(values["aware_at"], "aware", zone),
            **serious_later(record, zone),
        }


def serious_later(record: Record, zone: str) -> dict[str, Any]:
    learned = record.as_values()["serious_aware_at"]
    return on_the_wall(learned, "serious", zone) if learned else {}


def causality_name(agent: str) -> str:
    return f"causality_{agent}"


def action_name(agent: str) -> str:
    return f"action_{agent}"
