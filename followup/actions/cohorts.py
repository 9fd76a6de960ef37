"""Import a retrospective cohort: all of a file, or nothing, or knowingly its good rows."""

import os
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from casebook.data_locked import told_of_locks
from casebook.domain.sealing import NONCE_BYTES
from casebook.keys import identity_keys
from casebook.permissions import check_can_enter
from casebook.selectors.calendar import day_at
from followup.actions import cohort_updates
from followup.actions.cohort_checks import Checked, CohortFile, UnableToImport, batch_of, check_file
from followup.actions.cohort_records import store
from followup.domain.cohort_held import HeldRow, as_csv
from followup.domain.cohort_rows import (
    Tell,
    say_nothing,
)
from followup.models import CohortImport
from trials.domain.rights import Right
from trials.models import SiteActivation


@act
def import_cohort(
    *,
    places: Sequence[SiteActivation],
    file: CohortFile,
    by: User,
    at: datetime,
    hold_bad_rows: bool = False,
    reason: str = "",
    tell: Tell = say_nothing,
    tell_written: Tell = say_nothing,
) -> list[CohortImport]:
    """Take the file in, at each of the places its rows name. With `hold_bad_rows` its bad rows are
    kept aside with their reasons, else one bad row refuses them all. Rows of somebody imported
    before correct what was imported, for the `reason` given. The same file under the same mapping
    changes nothing. `tell` hears of the rows that were read, `tell_written` of those written."""
    for place in places:
        check_can_enter(by, activation=place, on=day_at(place, at), right=Right.IMPORT_COHORT)
    known = list(imports_of(file, places))
    if known:
        return known
    checked = check_file(places, file, by=by, at=at, tell=tell)
    if checked.problems and (not hold_bad_rows or not checked.rows):
        raise UnableToImport(
            _("Nothing was imported: %(count)s problems.") % {"count": len(checked.problems)},
            checked.problems,
        )
    if checked.corrections and not reason.strip():
        raise UnableToImport(
            _("%(count)s rows correct what was imported before. Say why.")
            % {"count": len(checked.corrections)}
        )
    written = Written(len(checked.new), tell_written)
    with told_of_locks():
        return [
            take_in(place, file, checked, reason=reason, by=by, at=at, written=written)
            for place in places
        ]


class Written:
    """Rows written at all the places together."""

    def __init__(self, of: int, tell: Tell) -> None:
        self.done, self.of, self.tell = 0, of, tell

    def more(self, rows: int) -> None:
        self.done += rows
        self.tell(self.done, self.of)


def take_in(
    place: SiteActivation,
    file: CohortFile,
    checked: "Checked",
    *,
    reason: str,
    by: User,
    at: datetime,
    written: Written,
) -> CohortImport:
    here = [row for row in checked.new if row.site == place.site.code]
    store(batch_of(place, file.mapping, by=by, at=at), here, tell=written.more)
    mended = [one for one in checked.corrections if one.row.site == place.site.code]
    held = [one for one in checked.held if one.site == place.site.code]
    return CohortImport.objects.create(
        activation=place,
        file_sha256=file.sha256,
        mapping_sha256=file.mapping_sha256,
        file_name=file.name,
        imported=len(here),
        updated=cohort_updates.carry_out(mended, by=by, at=at),
        reason=reason.strip() if mended else "",
        held=[str(one) for one in checked.problems if checked.place_of(one) == place.site.code],
        rows_held=len(held),
        sealed_rows=seal_held(held, place) if held else "",
        imported_by=by,
        imported_at=at,
    )


def imports_of(file: CohortFile, places: Sequence[SiteActivation]) -> Sequence[CohortImport]:
    return CohortImport.objects.filter(
        activation__in=places, file_sha256=file.sha256, mapping_sha256=file.mapping_sha256
    ).order_by("activation__site__code")


def seal_held(held: Sequence[HeldRow], place: SiteActivation) -> str:
    return seal_text(as_csv(held), owner=owner_of_held(place))


def owner_of_held(place: SiteActivation) -> str:
    return f"held rows {place.pk}"


def seal_text(text: str, *, owner: str) -> str:
    """A file of archived records names people; it is kept as their identities are."""
    return identity_keys().seal(text, owner=owner, nonce=os.urandom(NONCE_BYTES))


def held_as_csv(done: CohortImport) -> str:
    return identity_keys().open(done.sealed_rows, owner=owner_of_held(done.activation))
