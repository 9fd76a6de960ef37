"""The board's pause holds enrollment at once; the sponsor confirms or lifts it, with a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from enrollment.actions import holds
from enrollment.actions.holds import UnableToHold
from enrollment.models import Enrollment, EnrollmentHold
from enrollment.policies import UnableToEnroll, why_not_enroll
from enrollment.selectors.holds import standing_hold
from tests.factories import board, people
from tests.factories.casebook import seeing
from tests.factories.enrollment import JUDGED, decided, enrolled
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


def why(row):
    with seeing(row.activation):
        return why_not_enroll(row, on=JUDGED)


def test_a_signed_pause_stops_enrollment_until_the_sponsor_lifts_it(screened):
    place = screened.activation
    decided(screened)
    board.drafted(place, "pause")
    assert why(screened) == ""  # a draft holds nothing
    hold = board.held(place, "pause")
    assert "on hold since 2026-03-02 01:00 UTC" in why(screened)
    assert "(Pause)" in why(screened)
    with pytest.raises(UnableToEnroll, match="on hold"):
        enrolled(screened)
    with seeing(place):
        assert not Enrollment.objects.exists()
    hold = board.decided(hold, place, holds.confirm, "The board is right")
    assert "on hold" in why(screened)
    board.lifted(hold, place)
    assert why(screened) == ""
    enrolled(screened)


def test_two_holds_stand_until_both_are_lifted(site):
    first, second = board.held(site, "pause"), board.held(site, "stop", number=2)
    board.lifted(second, site)
    assert standing_hold(site.trial) == first
    board.lifted(first, site)
    assert standing_hold(site.trial) is None


def test_a_decision_is_the_sponsors_says_why_and_is_taken_once(site):
    hold = board.held(site)
    with pytest.raises(UnableToHold, match="Say why"):
        board.decided(hold, site, holds.lift, " ")
    with (
        board.acting_as(Role.DSMB, site) as by,
        pytest.raises(NotPermitted),
    ):
        holds.lift(hold=hold, reason="x", signing=None, by=by, at=people.NOW)
    row = board.decided(hold, site, holds.confirm)
    assert row.confirmation.meaning == "hold"
    with pytest.raises(UnableToHold, match="confirmed already"):
        board.decided(row, site, holds.confirm)
    row = board.lifted(row, site)
    assert (row.lifting.meaning, row.lifted_reason) == ("lifting", "Seen")
    with pytest.raises(UnableToHold, match="lifted this hold on 2026-03-02"):
        board.lifted(row, site)


def informed(hold, place, day):
    with board.acting_as(Role.SPONSOR, place) as by:
        return holds.note_ethics_informed(hold=hold, informed_date=day, by=by, at=people.NOW)


def test_ethics_is_informed_once_on_a_day_since_the_hold(site):
    hold = board.held(site)
    for day in (people.TODAY - timedelta(days=1), people.TODAY + timedelta(days=1)):
        with pytest.raises(UnableToHold, match="between 2026-03-02"):
            informed(hold, site, day)
    assert informed(hold, site, people.TODAY).ethics_informed_date == people.TODAY
    with pytest.raises(UnableToHold, match="noted already"):
        informed(hold, site, people.TODAY)


def test_the_database_keeps_no_decision_without_its_reason(site):
    hold = board.held(site)
    refused = pytest.raises(IntegrityError, match="hold_lifted")
    with people.setting_up(), refused, transaction.atomic():
        EnrollmentHold.objects.filter(pk=hold.pk).update(lifted_at=people.NOW)
