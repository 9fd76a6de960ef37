"""Import a retrospective cohort: all of a file, or nothing, or knowingly its good rows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook.actions.participants import IMPORTED_FROM
from casebook.keys import identity_keys
from casebook.models import IdentityMark, Participant
from casebook.permissions import check_can_enter
from casebook.selectors.calendar import day_at
from followup.actions.cohort_records import Batch, store
from followup.domain.cohort_cells import RowProblem
from followup.domain.cohort_events import Choices
from followup.domain.cohort_fit import misfits
from followup.domain.cohort_mapping import CohortMapping
from followup.domain.cohort_rows import CohortRow, Setting, problem_of, read_rows
from followup.models import CohortImport, Surgery, TumorAssessment
from trials.domain.messages import message
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, SiteActivation, Trial
from trials.selectors.protocols import protocol_of, version_in_force
from trials.wording import worded

CHOICES = Choices(
    procedures=Surgery.Procedure.values,
    margins=Surgery.Margin.values,
    histologies=Surgery.Histology.values,
    findings=TumorAssessment.Finding.values,
    modalities=TumorAssessment.Modality.values,
    locations=TumorAssessment.Location.values,
)
READING = "1h"
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

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def mapping_sha256(self) -> str:
        return hashlib.sha256(self.mapping_text.encode()).hexdigest()


@act
def import_cohort(
    *,
    places: Sequence[SiteActivation],
    file: CohortFile,
    by: User,
    at: datetime,
    hold_bad_rows: bool = False,
) -> list[CohortImport]:
    """Take the file in, at each of the places its rows name. With `hold_bad_rows` its bad rows are
    listed and left out, else one bad row refuses them all. The same file under the same mapping
    changes nothing."""
    for place in places:
        check_can_enter(by, activation=place, on=day_at(place, at))
    known = list(imports_of(file, places))
    if known:
        return known
    rows, problems = check_file(places, file, at=at)
    if problems and (not hold_bad_rows or not rows):
        raise UnableToImport(
            _("Nothing was imported: %(count)s problems.") % {"count": len(problems)}, problems
        )
    made = []
    for place in places:
        here = [row for row in rows if row.site == place.site.code]
        store(batch_of(place, file.mapping, by=by, at=at), here)
        held = [
            str(one) for one in problems if (one.site or places[0].site.code) == place.site.code
        ]
        made.append(note(place, file, imported=len(here), held=held, by=by, at=at))
    return made


def imports_of(file: CohortFile, places: Sequence[SiteActivation]) -> Sequence[CohortImport]:
    return CohortImport.objects.filter(
        activation__in=places, file_sha256=file.sha256, mapping_sha256=file.mapping_sha256
    ).order_by("activation__site__code")


def note(
    place: SiteActivation,
    file: CohortFile,
    *,
    imported: int,
    held: list[str],
    by: User,
    at: datetime,
) -> CohortImport:
    return CohortImport.objects.create(
        activation=place,
        file_sha256=file.sha256,
        mapping_sha256=file.mapping_sha256,
        imported=imported,
        held=held,
        imported_by=by,
        imported_at=at,
    )


def check_file(
    places: Sequence[SiteActivation], file: CohortFile, *, at: datetime
) -> tuple[list[CohortRow], list[RowProblem]]:
    """Good rows and every problem, nothing stored: what a dry run shows."""
    setting = setting_of(places, file.mapping, at=at)
    take_time()
    rows, problems = read_rows(file.text, setting=setting)
    again = {one.row: one for one in already_there(rows, places, setting)}
    problems = sorted([*problems, *again.values()], key=lambda problem: problem.row)
    return [row for row in rows if row.row not in again], problems


def take_time() -> None:
    """Reading ten thousand rows asks nothing of the database for minutes; a session that waits for
    one is ended otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{READING}'")


def setting_of(
    places: Sequence[SiteActivation], mapping: CohortMapping, *, at: datetime
) -> Setting:
    """What the rows are read against, once it is clear that the mapping fits the protocol."""
    today = max(day_at(place, at) for place in places)
    protocol = protocol_of(version_of_all(places, on=today))
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


def already_there(
    rows: Sequence[CohortRow], places: Sequence[SiteActivation], setting: Setting
) -> list[RowProblem]:
    taken = set(
        Participant.objects.filter(activation__in=places).values_list(
            "activation__site__code", "number"
        )
    )
    known = known_people(rows, places[0].trial)
    first, mapping = first_number(setting.protocol), setting.mapping
    found = []
    for row in rows:
        if (row.site, first + row.number) in taken:
            text = message(
                "{number} is in the trial already, from another file.", number=row.number
            )
            found.append(problem_of(row, mapping.number, text))
        elif row.person in known:
            text = message("This person is in the trial already, at this site or another.")
            found.append(problem_of(row, ", ".join(mapping.person), text))
    return found


def known_people(rows: Sequence[CohortRow], trial: Trial) -> set[str]:
    """Those of the file whom some site has registered; which, nobody learns."""
    people = {row.person for row in rows if row.person}
    if not people:
        return set()
    keys = identity_keys()
    taken = set(IdentityMark.objects.filter(trial=trial).values_list("blind_index", flat=True))
    return {person for person in people if taken & set(keys.indexes(person))}
