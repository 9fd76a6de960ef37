"""A whole protocol: one trial, one version."""

from collections.abc import Mapping
from functools import cached_property

from pydantic import Field

from trials.domain.protocol.ambiguities import Ambiguity
from trials.domain.protocol.analyses import Analysis, AnalysisSet, Concordance
from trials.domain.protocol.arms import Agent, Allocation, Arm
from trials.domain.protocol.charter import Charter
from trials.domain.protocol.criteria import Criterion
from trials.domain.protocol.disclosure import Disclosure
from trials.domain.protocol.endpoints import Endpoint
from trials.domain.protocol.facts import Fact
from trials.domain.protocol.forms import CODED, Form, Item, ItemType, Phase
from trials.domain.protocol.imaging import Scan
from trials.domain.protocol.rules import Rule
from trials.domain.protocol.safety import Safety
from trials.domain.protocol.schedule import Schedule, Visit, is_unplanned
from trials.domain.protocol.slides import Slides
from trials.domain.protocol.trial import Consent, RecurrenceSource, Settings, StudyPart, Trial
from trials.domain.text import Name, Part, Text

YES, NO = Text(en="yes", zh="是"), Text(en="no", zh="否")


class Protocol(Part):
    trial: Trial
    parts: tuple[StudyPart, ...] = ()
    consent: Consent
    settings: Settings = Settings()
    safety: Safety = Safety()
    facts: dict[Name, Fact]
    forms: tuple[Form, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    allocation: Allocation
    agents: tuple[Agent, ...] = ()
    arms: tuple[Arm, ...] = ()
    schedule: Schedule | None = None
    sets: dict[Name, AnalysisSet]
    endpoints: tuple[Endpoint, ...] = ()
    disclosure: dict[Name, Disclosure] = Field(default_factory=dict)
    analyses: tuple[Analysis, ...] = ()
    concordance: Concordance | None = None
    imaging: tuple[Scan, ...] = ()
    slides: tuple[Slides, ...] = ()
    charter: Charter | None = None
    rules: tuple[Rule, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every question by its fact name; calculated items only show a derived fact."""
        return {
            item.id: item
            for form in self.forms
            for item in form.items
            if item.type is not ItemType.CALCULATED
        }

    @cached_property
    def names(self) -> frozenset[str]:
        """Every fact a condition may speak of."""
        return frozenset(self.facts) | frozenset(self.items)

    @cached_property
    def chosen_readings(self) -> Mapping[str, str]:
        return {ambiguity.id: ambiguity.chosen for ambiguity in self.ambiguities}

    @property
    def recurrence_source(self) -> RecurrenceSource:
        """The reading chosen on the register, where the protocol has one; else the setting."""
        chosen = self.chosen_readings.get("recurrence_source", "")
        known = chosen in tuple(RecurrenceSource)
        return RecurrenceSource(chosen) if known else self.settings.recurrence_source

    @property
    def visits(self) -> tuple[Visit, ...]:
        return self.schedule.visits if self.schedule else ()

    def declaration(self, name: str) -> Item | Fact:
        """The item or fact of that name, which gives its type, label, unit and codes."""
        return self.items[name] if name in self.items else self.facts[name]

    def label(self, name: str) -> Text:
        return self.declaration(name).label

    def word(self, name: str, value: object) -> object:
        """A code or a yes by its label; any other value as it is."""
        if isinstance(value, bool):
            return YES if value else NO
        declared = self.declaration(name)
        coded = declared.type in CODED and isinstance(value, str)
        return declared.codes.get(str(value), value) if coded else value

    @cached_property
    def forms_by_id(self) -> Mapping[str, Form]:
        return {form.id: form for form in self.forms}

    def form(self, form_id: str) -> Form:
        return self.forms_by_id[form_id]

    def forms_in(self, phase: Phase) -> tuple[Form, ...]:
        return tuple(form for form in self.forms if form.phase is phase)

    def form_of(self, name: str) -> Form | None:
        """The form that asks for the fact, if any does."""
        return next((form for form in self.forms if form.item(name) and name in self.items), None)

    def criterion(self, criterion_id: str) -> Criterion:
        return next(one for one in self.criteria if one.id == criterion_id)

    def arm(self, arm_id: str) -> Arm:
        return next(arm for arm in self.arms if arm.id == arm_id)

    def agent(self, agent_id: str) -> Agent:
        return next(agent for agent in self.agents if agent.id == agent_id)

    def visit(self, code: str) -> Visit:
        """Planned, or one of those nobody planned."""
        if self.schedule is not None and is_unplanned(code):
            return self.schedule.unplanned(code)
        return next(visit for visit in self.visits if visit.visit == code)

    def endpoint(self, endpoint_id: str) -> Endpoint:
        return next(one for one in self.endpoints if one.id == endpoint_id)

    def scan(self, scan_id: str) -> Scan:
        return next(one for one in self.imaging if one.id == scan_id)

    def ambiguity(self, ambiguity_id: str) -> Ambiguity:
        return next(one for one in self.ambiguities if one.id == ambiguity_id)

    def with_columns(self, table: Item) -> "Protocol":
        """The same protocol, as a condition within one row of the table sees it."""
        row = Form.model_construct(
            id=f"{table.id}_row", label=table.label, phase=Phase.EVENT, items=table.columns
        )
        return self.with_parts(forms=(*self.forms, row))

    def with_reading(self, ambiguity_id: str, reading: str) -> "Protocol":
        """The same protocol, should that reading have been chosen."""
        changed = tuple(
            one.model_copy(update={"chosen": reading}) if one.id == ambiguity_id else one
            for one in self.ambiguities
        )
        return self.with_parts(ambiguities=changed)

    def with_parts(self, **changed: object) -> "Protocol":
        # Not model_copy: it would carry along the lookups cached for the old parts.
        parts = {name: getattr(self, name) for name in Protocol.model_fields}
        return Protocol.model_construct(**{**parts, **changed})
