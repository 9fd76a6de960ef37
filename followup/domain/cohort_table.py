"""The table in which a person says what the columns of a file mean: one line for each thing that a
mapping can take from a column, whether the mapping takes it yet or not.

A mapping is handled here as plain data, as its file has it; the file's reader checks it afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

from followup.domain.cohort_guess import asked
from followup.domain.cohort_lines import Data, Line, Said, Steps, put, said_at
from trials.domain.condition_words import MISSING_LABELS
from trials.domain.messages import message as _
from trials.domain.protocol.arms import Agent
from trials.domain.protocol.forms import CODED, Form, Item, ItemType
from trials.domain.protocol.protocol import Protocol

PERSON = ("name", "birth_date")


def lines(data: Data, protocol: Protocol) -> list[Line]:
    room = with_room(data, protocol)
    return [replace(line, said=said_at(room, line)) for line in all_lines(room, protocol)]


def corrected(data: Data, chosen: Mapping[str, Said], protocol: Protocol) -> Data:
    """The mapping with what was chosen, by the keys of the lines."""
    mended = with_room(deepcopy(data), protocol)
    for line in all_lines(mended, protocol):
        put(mended, line, chosen.get(line.key, Said()))
    return without_room(mended)


# --- room for what the mapping does not say yet ---------------------------------------------------
def with_room(data: Data, protocol: Protocol) -> Data:
    """With every form, one more course of each agent, a scan of either kind, and one more adverse
    event."""
    forms, courses, scans = (list(data.get(key, [])) for key in ("forms", "courses", "scans"))
    known = {one["form"] for one in forms}
    findings = [one.get("finding", {}).get("value") for one in scans]
    return {
        **data,
        "person": dict(zip(PERSON, data.get("person") or ("", ""), strict=True)),
        "forms": forms + [empty_form(one) for one in protocol.forms if one.id not in known],
        "surgery": data.get("surgery") or {},
        "courses": courses + [empty_course(agent) for agent in protocol.agents],
        "scans": scans
        + [{"finding": {"value": one}} for one in ("none", "recurrence") if one not in findings],
        "adverse_events": [
            {**one, "causality": one.get("causality", {})}
            for one in (*data.get("adverse_events", []), {})
        ],
    }


def empty_form(form: Form) -> Data:
    return {"form": form.id, "items": {}}


def empty_course(agent: Agent) -> Data:
    once = {"session": True} if agent.session else {}
    return {"agent": agent.id, **once}


def without_room(data: Data) -> Data:
    """A course or a scan without a column for its day, a form without answers, and an adverse event
    without anything, is none."""
    person = [data["person"].get(one, "") for one in PERSON]
    filled = {
        "person": person if any(person) else [],
        "forms": [one for one in data["forms"] if one["items"]],
        "surgery": data["surgery"],
        "courses": [one for one in data["courses"] if set(one) - {"agent", "session"}],
        "scans": [one for one in data["scans"] if set(one) - {"finding"}],
        "adverse_events": [
            kept for one in data["adverse_events"] if (kept := without_empty_causality(one))
        ],
    }
    rest = {key: value for key, value in data.items() if key not in filled}
    return {**rest, **{key: value for key, value in filled.items() if value}}


def without_empty_causality(event: Data) -> Data:
    return {key: value for key, value in event.items() if key != "causality" or value}


# --- the lines ------------------------------------------------------------------------------------
def all_lines(data: Data, protocol: Protocol) -> Iterator[Line]:
    yield from of_the_record(protocol)
    for number, filled in enumerate(data["forms"]):
        form = protocol.form(filled["form"])
        for item in asked(form):
            yield of_item(("forms", number, "items", item.id), form, item)
    yield from of_surgery()
    for agent in protocol.agents:
        for number, course in enumerate(data["courses"]):
            if course["agent"] == agent.id:
                yield from of_course(("courses", number), agent, course)
    for number, scan in enumerate(data["scans"]):
        yield from of_scan(("scans", number), scan)
    judged = [agent for agent in protocol.agents if agent.causality]
    for number in range(len(data["adverse_events"])):
        yield from of_adverse_event(("adverse_events", number), number + 1, judged)


def of_the_record(protocol: Protocol) -> Iterator[Line]:
    group = _("The record")
    yield Line(steps=("number",), group=group, label=_("Number of the record"), needed=True)
    yield Line(steps=("person", "name"), group=group, label=_("Name of the person"), needed=True)
    yield Line(steps=("person", "birth_date"), group=group, label=_("Birth date"), needed=True)
    yield coded(("site",), group, _("Site code"))
    yield coded(("sex",), group, _("Sex"), needed=True)
    yield Line(steps=("age",), group=group, label=_("Age"), takes_value=True, needed=True)
    if protocol.arms:
        yield coded(("arm",), group, _("Arm"))
    yield Line(steps=("death",), group=group, label=_("Date of death"), needed=True)
    yield coded(("cause_of_death",), group, _("Cause of death"))
    yield Line(steps=("last_contact",), group=group, label=_("Last contact"), needed=True)


def of_item(steps: Steps, form: Form, item: Item) -> Line:
    return Line(
        steps=steps,
        group=form.label,
        label=item.label,
        units=item.units if len(item.units) > 1 else (),
        blanks=tuple((one.value, MISSING_LABELS[one]) for one in item.missing),
        takes_codes=item.type in CODED or item.type is ItemType.YES_NO or bool(item.codes),
        takes_value=True,
    )


def of_surgery() -> Iterator[Line]:
    group = _("Operation")
    yield Line(steps=("surgery", "date"), group=group, label=_("Date"), needed=True)
    yield coded(("surgery", "procedure"), group, _("Procedure"), needed=True)
    yield coded(("surgery", "margin"), group, _("Margin"), needed=True)
    yield coded(("surgery", "histology"), group, _("Histology"), needed=True)


def of_course(steps: Steps, agent: Agent, course: Data) -> Iterator[Line]:
    once = course.get("session")
    day = _("Day of the session") if once else _("First day")
    yield Line(steps=(*steps, "start"), group=agent.label, label=day, needed=True)
    if not once:
        yield Line(steps=(*steps, "end"), group=agent.label, label=_("Last day"))
    yield coded((*steps, "product"), agent.label, _("Product"))


def of_scan(steps: Steps, scan: Data) -> Iterator[Line]:
    finding = scan.get("finding", {}).get("value")
    names = {"none": _("Scan without recurrence"), "recurrence": _("Scan with recurrence")}
    group = names.get(finding, _("Scan"))
    yield Line(steps=(*steps, "date"), group=group, label=_("Date"), needed=True)
    if finding not in names:
        yield coded((*steps, "finding"), group, _("Finding"), needed=True)
    yield coded((*steps, "modality"), group, _("Modality"), needed=True)
    if finding != "none":
        yield coded((*steps, "location"), group, _("Where"))


def of_adverse_event(steps: Steps, number: int, judged: Sequence[Agent]) -> Iterator[Line]:
    group = _("Adverse event {number}", number=number)
    yield coded((*steps, "term"), group, _("Term of CTCAE v5.0"), needed=True)
    yield coded((*steps, "term_text"), group, _("What it was"))
    yield coded((*steps, "grade"), group, _("Grade"), needed=True)
    yield Line(steps=(*steps, "onset"), group=group, label=_("Onset"), needed=True)
    yield Line(steps=(*steps, "end"), group=group, label=_("End"))
    yield coded((*steps, "outcome"), group, _("Outcome"))
    yield coded((*steps, "seriousness"), group, _("Why it is serious"))
    for agent in judged:
        related = _("Related to {agent}", agent=agent.label)
        yield coded((*steps, "causality", agent.id), group, related)


def coded(steps: Steps, group: object, label: object, *, needed: bool = False) -> Line:
    return Line(
        steps=steps, group=group, label=label, takes_codes=True, takes_value=True, needed=needed
    )
