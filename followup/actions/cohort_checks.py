"""Try a cohort file: who is new, whom it corrects, and what is wrong with the rest."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal
from audit.patience import take_time
from casebook.actions.participants import IMPORTED_FROM
from casebook.keys import identity_keys
from casebook.models import IdentityMark, Participant
from casebook.selectors.calendar import day_at
from followup.actions.cohort_kinds import Batch
from followup.actions.cohort_updates import Planned, plan
from followup.actions.uncollected import uncollected
from followup.domain.cohort_cells import RowProblem
from followup.domain.cohort_events import Choices
from followup.domain.cohort_fit import misfits
from followup.domain.cohort_held import HeldRow
from followup.domain.cohort_mapping import CohortMapping
from followup.domain.cohort_rows import (
    CohortRow,
    Setting,
    Tell,
    person_columns,
    problem_of,
    read_cells,
    read_rows,
    say_nothing,
)
from followup.models import AdverseEvent, Surgery, TumorAssessment
from trials.domain.messages import Message, message
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, SiteActivation, Trial
from trials.selectors.protocols import protocol_of, version_in_force
from trials.selectors.readings import protocol_as_read
from trials.wording import worded

CHOICES = Choices(
    procedures=Surgery.Procedure.values,
    margins=Surgery.Margin.values,
    histologies=Surgery.Histology.values,
    findings=TumorAssessment.Finding.values,
    modalities=TumorAssessment.Modality.values,
    locations=TumorAssessment.Location.values,
    outcomes=AdverseEvent.Outcome.values,
)
# A participant code has room for six digits.
HIGHEST_NUMBER = 999_999


class UnableToImport(Refusal):
    """Nothing was imported; `problems` lists every row that cannot be."""

    def __init__(self, message: str, problems: Sequence[RowProblem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message)


@dataclass(frozen=True, kw_only=True)
class CohortFile:
    """The text of a CSV file and how its columns are meant."""

    text: str
    mapping: CohortMapping
    mapping_text: str
    name: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def mapping_sha256(self) -> str:
        return hashlib.sha256(self.mapping_text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A file as it was found: people who are new, corrections of those imported before, problems,
    and the rows that these hold back. Rows that say nothing new stand in none."""

    first_site: str
    new: Sequence[CohortRow] = ()
    corrections: Sequence[Planned] = ()
    unchanged: int = 0
    problems: Sequence[RowProblem] = ()
    held: Sequence[HeldRow] = ()

    @property
    def rows(self) -> int:
        return len(self.new) + len(self.corrections) + self.unchanged

    def place_of(self, problem: RowProblem) -> str:
        return problem.site or self.first_site


@uncollected()
def check_file(
    places: Sequence[SiteActivation],
    file: CohortFile,
    *,
    by: User,
    at: datetime,
    tell: Tell = say_nothing,
) -> Checked:
    """Good rows and every problem, nothing stored: what a dry run shows."""
    setting = setting_of(places, file.mapping, at=at)
    take_time()
    rows, problems = read_rows(file.text, setting=setting, tell=tell)
    known = people_with_numbers(rows, places, setting)
    new = [row for row in rows if (row.site, number_of(row, setting)) not in known]
    problems += already_there(new, places[0].trial, file.mapping)
    planned: list[Planned] = []
    for place in places:
        batch = batch_of(place, file.mapping, by=by, at=at)
        here = [row for row in rows if row.site == place.site.code]
        pairs = [
            (one, row) for row in here if (one := known.get((row.site, number_of(row, setting))))
        ]
        problems += strangers(pairs, file.mapping)
        planned += plan(batch, pairs, file.mapping) if pairs else []
    problems += [problem for one in planned for problem in one.problems]
    problems.sort(key=lambda problem: problem.row)
    bad = {problem.row for problem in problems}
    first = places[0].site.code
    return Checked(
        first_site=first,
        new=[row for row in new if row.row not in bad],
        corrections=[one for one in planned if one.changes_something and one.row.row not in bad],
        unchanged=sum(not one.changes_something and one.row.row not in bad for one in planned),
        problems=problems,
        held=held_rows(file, problems, first),
    )


def held_rows(file: CohortFile, problems: Sequence[RowProblem], first_site: str) -> list[HeldRow]:
    """A row belongs to the site its problems name, or to the first."""
    reasons: dict[int, list[RowProblem]] = {}
    for problem in problems:
        reasons.setdefault(problem.row, []).append(problem)
    cells, _faults = read_cells(file.text, file.mapping)
    return [
        HeldRow(
            row=row,
            site=next((one.site for one in why if one.site), first_site),
            cells=cells[row - 2],
            reasons=tuple(f"{one.column}: {worded(one.message)}" for one in why),
        )
        for row, why in reasons.items()
        if 2 <= row <= len(cells) + 1
    ]


def setting_of(
    places: Sequence[SiteActivation], mapping: CohortMapping, *, at: datetime
) -> Setting:
    """What the rows are read against, once it is clear that the mapping fits the protocol."""
    today = max(day_at(place, at) for place in places)
    protocol = protocol_as_read(version_of_all(places, on=today))
    faults = [worded(fault) for fault in misfits(mapping, protocol)]
    if faults:
        raise UnableToImport(" ".join(faults))
    if mapping.site is None and len(places) > 1:
        raise UnableToImport(_("The file names no site. Choose the one it is of."))
    return Setting(
        mapping=mapping,
        protocol=protocol,
        choices=CHOICES,
        today=today,
        sites=[place.site.code for place in places],
        highest_number=HIGHEST_NUMBER - first_number(protocol),
    )


def version_of_all(places: Sequence[SiteActivation], *, on: date) -> ProtocolVersion:
    versions = {version_in_force(place, on=on) for place in places}
    if len(versions) != 1:
        raise UnableToImport(
            _("These sites work by different protocol versions. Import the file site by site.")
        )
    return versions.pop()


def batch_of(place: SiteActivation, mapping: CohortMapping, *, by: User, at: datetime) -> Batch:
    today = day_at(place, at)
    version = version_in_force(place, on=today)
    return Batch(
        activation=place,
        version=version,
        taken_in=mapping.nominal_origin or today,
        first_number=first_number(protocol_of(version)),
        by=by,
        at=at,
    )


def first_number(protocol: Protocol) -> int:
    """In a hybrid trial the file's numbers stand apart from the screening numbers of the site."""
    return IMPORTED_FROM - 1 if protocol.parts else 0


def number_of(row: CohortRow, setting: Setting) -> int:
    return first_number(setting.protocol) + row.number


def people_with_numbers(
    rows: Sequence[CohortRow], places: Sequence[SiteActivation], setting: Setting
) -> dict[tuple[str, int], Participant]:
    """Whoever was imported before, by site and number."""
    if not rows:
        return {}
    found = Participant.objects.filter(
        activation__in=places,
        origin=Participant.Origin.RETROSPECTIVE,
        number__in=[number_of(row, setting) for row in rows],
    ).select_related("activation__site", "activation__trial")
    return {(one.activation.site.code, one.number): one for one in found}


def already_there(
    rows: Sequence[CohortRow], trial: Trial, mapping: CohortMapping
) -> list[RowProblem]:
    known = known_people([row.person for row in rows], trial)
    text = message("This person is in the trial already, at this site or another.")
    return [problem_of(row, person_columns(mapping), text) for row in rows if row.person in known]


def strangers(
    pairs: Sequence[tuple[Participant, CohortRow]], mapping: CohortMapping
) -> list[RowProblem]:
    """A number is not enough: another file may count anew."""
    if not pairs:
        return []
    known = known_people([row.person for _one, row in pairs], pairs[0][0].activation.trial)
    return [
        problem_of(row, mapping.number, another_person(row))
        for _one, row in pairs
        if row.person not in known
    ]


def another_person(row: CohortRow) -> Message:
    return message(
        "{number} is in the trial already, as another person. Check number and person.",
        number=row.number,
    )


def known_people(people: Sequence[str], trial: Trial) -> set[str]:
    """Those of the file whom some site has registered; which, nobody learns."""
    if not people:
        return set()
    keys = identity_keys()
    taken = set(IdentityMark.objects.filter(trial=trial).values_list("blind_index", flat=True))
    return {person for person in people if taken & set(keys.indexes(person))}
