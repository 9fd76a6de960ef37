"""A file of archived records is handed in, its columns are named, it is tried, then taken in."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Actor, act
from casebook.keys import identity_keys
from followup.actions.cohort_checks import Checked, CohortFile, UnableToImport
from followup.actions.cohorts import seal_text
from followup.cohort_files import check_is_table, text_of
from followup.domain.cohort_cells import RowProblem
from followup.domain.cohort_mapping import MappingError, read_mapping
from followup.models import CohortMappingText, CohortUpload
from followup.selectors.cohort_places import importable
from trials.domain.rights import Right
from trials.domain.yaml_text import read_yaml, write_yaml
from trials.models import SiteActivation, Trial
from trials.permissions import check_may_in_trial
from trials.wording import worded

NAME = "mapping"
# How long a file waits that nobody takes in.
KEPT = timedelta(days=14)


@act
def hand_in(
    *, place: SiteActivation, name: str, data: bytes, by: User, at: datetime
) -> CohortUpload:
    """Keep the file, sealed. `place` is the site of a file that names none."""
    check_may_in_trial(by, Right.IMPORT_COHORT, trial=place.trial, on=at.date())
    text = text_of(name, data)
    check_is_table(text)
    upload = CohortUpload(
        activation=place,
        trial=place.trial,
        name=name[-200:],
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )
    upload.sealed = seal_text(text, owner=upload.owner)
    upload.save()
    return upload


@act
def name_columns(*, upload: CohortUpload, mapping: dict[str, Any], by: User, at: datetime) -> None:
    """Save what the columns mean, for this file and as the trial's newest mapping."""
    check_may_in_trial(by, Right.IMPORT_COHORT, trial=upload.trial, on=at.date())
    text = write_yaml(mapping)
    mapping_of(text)
    upload.mapping_text = text
    upload.checked_at = None
    upload.save()
    save_mapping(trial=upload.trial, text=text, by=by, at=at)


def save_mapping(*, trial: Trial, text: str, by: User, at: datetime) -> None:
    newest = CohortMappingText.objects.filter(trial=trial).first()
    if newest is None or newest.text != text:
        CohortMappingText.objects.create(trial=trial, text=text, saved_by=by, saved_at=at)


@act
def give_reason(*, upload: CohortUpload, reason: str, by: User, at: datetime) -> None:
    """Why rows imported before are corrected, if some are."""
    check_may_in_trial(by, Right.IMPORT_COHORT, trial=upload.trial, on=at.date())
    upload.reason = reason.strip()[:500]
    upload.save()


@act
def note_check(*, upload: CohortUpload, checked: Checked, by: User, at: datetime) -> None:
    """Keep what a trial run found, for the page."""
    upload.checked_at = at
    upload.rows_good = checked.rows
    upload.problems = [as_json(problem) for problem in checked.problems]
    upload.save()


@act
def note_import(*, upload: CohortUpload, by: User, at: datetime) -> None:
    """The file needs no longer wait, nor be kept: held rows stand in the ledger, sealed."""
    upload.imported_at = at
    remove(upload, at=at)


@act
def remove_abandoned(*, by: Actor, at: datetime) -> int:
    """Files that nobody took in for two weeks name people to no use. How many were removed."""
    waiting = CohortUpload.objects.filter(removed_at=None, uploaded_at__lt=at - KEPT)
    rows = list(waiting.select_for_update())
    for row in rows:
        remove(row, at=at)
    return len(rows)


def remove(upload: CohortUpload, *, at: datetime) -> None:
    """Hash and counts stay, and where each problem was; a cell that was wrong may hold a name."""
    upload.sealed, upload.removed_at = "", at
    upload.problems = [{**problem, "value": ""} for problem in upload.problems]
    upload.save()


def as_json(problem: RowProblem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "rule": worded(problem.message),
        "value": problem.value,
    }


def text_in(upload: CohortUpload) -> str:
    check_kept(upload)
    return identity_keys().open(upload.sealed, owner=upload.owner)


def check_kept(upload: CohortUpload) -> None:
    if upload.removed_at is not None:
        raise UnableToImport(
            _("%(name)s was removed on %(day)s. Hand it in again.")
            % {"name": upload.name, "day": upload.removed_at.date()}
        )


def file_of(upload: CohortUpload) -> CohortFile:
    mapping = mapping_of(upload.mapping_text)
    return CohortFile(
        text=text_in(upload), mapping=mapping, mapping_text=upload.mapping_text, name=upload.name
    )


def places_of(
    upload: CohortUpload, file: CohortFile, *, by: User, at: datetime
) -> Sequence[SiteActivation]:
    """Every site of the trial where its importer may, if each row names its own."""
    if file.mapping.site is None:
        return [upload.activation]
    return importable(upload.trial, by=by, at=at)


def mapping_of(text: str) -> Any:
    if not text:
        raise UnableToImport(_("Say first what the columns mean, and save it."))
    try:
        return read_mapping(text, name=NAME)
    except MappingError as error:
        raise UnableToImport(str(error)) from error


def as_data(text: str) -> dict[str, Any]:
    return dict(read_yaml(text)[0])
