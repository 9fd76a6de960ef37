"""A corrected file: what it says anew is taken over, with history; what a person corrected since
the import stays, and where the two disagree the row is held.

Each value is compared three ways: as the last import wrote it, as it stands, as the file has it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from casebook import sources
from casebook.actions import part_facts
from casebook.actions.lapses import lapse
from casebook.actions.query_following import follow
from casebook.actions.rule_following import follow_rules
from casebook.models import FormRecord, Participant
from casebook.selectors.calendar import day_at
from casebook.selectors.doubts import doubts_of
from followup.actions.cohort_kinds import MAKERS, Batch, Make, participant_of
from followup.domain.cohort_cells import RowProblem
from followup.domain.cohort_mapping import CohortMapping
from followup.domain.cohort_merge import Merge, as_imported, merge
from followup.domain.cohort_rows import CohortRow, problem_of
from trials.domain.messages import message as _

IMPORT = "followup.import_cohort"
SCREENING = ("sex", "age_at_screening")
# An import dates and signs these itself; the file has no say in them.
NOT_IN_FILE = {"Consent", "Enrollment"}
Change = tuple[Any, Merge]


@dataclass
class Planned:
    """What one row changes: fields of records that stand, and records that are new."""

    participant: Participant
    row: CohortRow
    changes: list[Change] = field(default_factory=list)
    new: list[Any] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        return bool(self.changes or self.new)

    @property
    def forms(self) -> list[FormRecord]:
        touched = [*(record for record, _found in self.changes), *self.new]
        return [record for record in touched if isinstance(record, FormRecord)]


def plan(
    batch: Batch, known: Sequence[tuple[Participant, CohortRow]], mapping: CohortMapping
) -> list[Planned]:
    """Reads only, and in a number of questions that does not grow with the rows."""
    planned = [Planned(participant, row) for participant, row in known]
    people = [participant for participant, _row in known]
    bases = last_imported(people, Participant)
    for one in planned:
        fresh = participant_of(batch, one.row)
        compare(one, one.participant, bases.get(one.participant.pk), fresh, mapping)
    for make in MAKERS:
        plan_kind(batch, planned, make, people, mapping)
    return planned


def plan_kind(
    batch: Batch,
    planned: Sequence[Planned],
    make: Make,
    people: Sequence[Participant],
    mapping: CohortMapping,
) -> None:
    made = [(one, list(make(batch, one.participant, one.row))) for one in planned]
    model = next((type(fresh) for _one, all_fresh in made for fresh in all_fresh), None)
    if model is None or model.__name__ in NOT_IN_FILE:
        return
    standing = standing_of(people, model)
    bases = last_imported(people, model)
    for one, all_fresh in made:
        # What somebody added by hand is none of the file's business.
        here = [record for record in standing.get(one.participant.pk, []) if record.pk in bases]
        if len(here) > len(all_fresh):
            one.problems.append(fewer(one.row, mapping))
            continue
        for record, fresh in paired(here, all_fresh):
            if record is None:
                one.new.append(fresh)
            else:
                compare(one, record, bases.get(record.pk), fresh, mapping)


def paired(here: Sequence[Any], fresh: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Forms by their occasion, all else in the order in which it was imported."""
    if not isinstance(next(iter(fresh), None), FormRecord):
        yield from zip([*here, *[None] * (len(fresh) - len(here))], fresh, strict=True)
        return
    known = {(record.form_id, record.visit): record for record in here}
    for one in fresh:
        yield known.get((one.form_id, one.visit)), one


def compare(one: Planned, record: Any, base: Any, fresh: Any, mapping: CohortMapping) -> None:
    found = merge(
        base=content_of(record) if base is None else base,
        stands=content_of(record),
        file=content_of(fresh),
    )
    if found.conflicts:
        names = ", ".join(found.conflicts)
        text = _("Corrected by hand since the import: {names}. Settle it there.", names=names)
        one.problems.append(problem_of(one.row, mapping.number, text))
    elif found.taken:
        one.changes.append((record, found))


def fewer(row: CohortRow, mapping: CohortMapping) -> RowProblem:
    text = _("The file tells of fewer events than are recorded. Correct the record by hand.")
    return problem_of(row, mapping.number, text)


def content_of(record: Any) -> Mapping[str, Any]:
    if hasattr(record, "form_id"):
        return dict(record.data)
    names = SCREENING if hasattr(record, "screened_date") else content_names(record)
    return {name: getattr(record, name) for name in names}


def content_names(record: Any) -> list[str]:
    """Of a record, or of a row of its history, which has the same columns."""
    told = [
        "surgery_date procedure margin histology",
        "agent product start_date end_date",
        "scan_date modality finding location",
        "term term_text grade onset onset_earliest onset_latest end end_latest serious seriousness"
        " causality outcome",
        "vital_status status_date status_earliest cause_of_death",
        "arm",
    ]
    return next(
        names.split() for names in told if all(hasattr(record, name) for name in names.split())
    )


def standing_of(people: Sequence[Participant], model: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for record in model.objects.filter(participant__in=people).order_by("pk"):
        found.setdefault(record.participant_id, []).append(record)
    return found


def last_imported(people: Sequence[Participant], model: Any) -> dict[int, Mapping[str, Any]]:
    """By record that an import made, its content as imports wrote it: the history knows."""
    events = model.events.rel.related_model.objects
    whose = {"pgh_obj__in": people} if model is Participant else {"participant__in": people}
    versions: dict[int, list[tuple[bool, Mapping[str, Any]]]] = {}
    for row in events.filter(**whose).order_by("pgh_obj_id", "pgh_id"):
        by_import = row.pgh_context["action"] == IMPORT
        versions.setdefault(row.pgh_obj_id, []).append((by_import, content_of(row)))
    return {key: as_imported(told) for key, told in versions.items() if told[0][0]}


def carry_out(planned: Sequence[Planned], *, by: User, at: datetime) -> int:
    """Write what changed; the facts of whoever it concerns are said anew, and what is unlikely now
    is for a reviewer to look at, as if it had been typed."""
    changed = [one for one in planned if one.changes_something]
    for one in changed:
        for record, found in one.changes:
            write(record, found)
        for record in one.new:
            record.save(force_insert=True)
        part_facts.hand_down_part(one.participant)
        for owner in sources.owners():
            sources.restate(one.participant, kind=owner.kind)
        for form in one.forms:
            follow(form, doubts_of(form, today=day_at(form.activation, at)), by=by, at=at)
        follow_rules(one.participant, by=by, at=at)
    return len(changed)


def write(record: Any, found: Merge) -> None:
    before = record.data if isinstance(record, FormRecord) else {}
    if isinstance(record, FormRecord):
        record.data = found.result
    else:
        for name in found.taken:
            setattr(record, name, found.result[name])
    if hasattr(record, "version"):
        record.version += 1
    record.save()
    if isinstance(record, FormRecord):
        lapse(record, before)
