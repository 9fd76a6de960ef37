"""Enter what the site's laboratory calls normal, and strike out what was entered in error."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook.permissions import check_can_enter
from casebook.selectors.calendar import day_at
from followup.domain.laboratory.ranges import Range, fault
from followup.models import ReferenceRange
from trials.domain.rights import Right
from trials.models import SiteActivation
from trials.wording import worded


class UnableToEnterRange(Refusal):
    """The limits were not entered."""


@act
def enter(*, place: SiteActivation, given: Range, by: User, at: datetime) -> ReferenceRange:
    today = day_at(place, at)
    check_can_enter(by, activation=place, on=today, right=Right.RECORD_CLINICAL_EVENT)
    found = fault(given, today=today)
    if found is not None:
        raise UnableToEnterRange(worded(found))
    same = {"activation": place, "analyte": given.analyte, "sex": given.sex}
    if ReferenceRange.objects.filter(**same, from_date=given.first, struck_reason="").exists():
        raise UnableToEnterRange(
            _("Limits of that day stand already. Strike them out first, with the reason.")
        )
    return ReferenceRange.objects.create(
        **same,
        from_date=given.first,
        unit=given.unit.strip(),
        lower=given.lower,
        upper=given.upper,
        entered_by=by,
        entered_at=at,
    )


@act
def strike(*, row: ReferenceRange, reason: str, by: User, at: datetime) -> ReferenceRange:
    today = day_at(row.activation, at)
    check_can_enter(by, activation=row.activation, on=today, right=Right.CORRECT_DATA)
    mine = ReferenceRange.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not reason.strip():
        raise UnableToEnterRange(_("Say why the limits are struck out."))
    if mine.struck_reason:
        raise UnableToEnterRange(_("The limits are struck out already."))
    mine.struck_reason = reason.strip()
    mine.save()
    return mine
