from datetime import date

import pytest
from django.db import IntegrityError, transaction

from casebook.actions import deviations
from casebook.actions.deviations import ChangedMeanwhile, UnableToRecordDeviation
from casebook.models import Deviation
from tests.factories import casebook, people
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def answered(row, by, version=1, action_taken="Scan made up", **more):
    given = {"reported_to": "Sponsor, 2026-03-02", **more}
    with seeing(row.activation, by=by):
        return deviations.answer(
            deviation=row,
            action_taken=action_taken,
            expected_version=version,
            by=by,
            at=instant(DAY),
            **given,
        )


def judged(row, by, version=1, severity="minor"):
    with seeing(row.activation, by=by):
        return deviations.classify(
            deviation=row, severity=severity, expected_version=version, by=by, at=instant(DAY)
        )


def test_found_answered_and_judged_by_different_people(consented, site):
    monitor = casebook.member(site, Role.MONITOR)
    found = casebook.deviation(consented, by=monitor, happened_date=date(2026, 2, 18))
    assert (found.recorded_by, found.is_open) == (monitor, True)
    row = answered(found, casebook.member(site, Role.NURSE))
    manager = casebook.member(site, Role.DATA_MANAGER)
    row = judged(row, manager, version=2)
    assert (row.severity, row.classified_by, row.is_open) == ("minor", manager, False)
    row = judged(row, casebook.member(site, Role.SPONSOR), version=3, severity="major")
    assert row.severity == "major"
    with seeing(site):
        assert row.events.count() == 4


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "weather"}, "Choose what the deviation is about"),
        ({"what": "  "}, "Say what happened"),
        ({"found_date": date(2026, 3, 2)}, "today is 2026-03-01"),
        ({"happened_date": date(2026, 2, 21)}, "nobody agrees to one in advance"),
    ],
)
def test_a_deviation_that_says_too_little_or_comes_before_it_is_refused(consented, changes, said):
    with pytest.raises(UnableToRecordDeviation, match=said):
        casebook.deviation(consented, **changes)


def test_who_may_not_record_answer_or_judge_is_refused(consented, site):
    nurse, manager = casebook.member(site), casebook.member(site, Role.DATA_MANAGER)
    with pytest.raises(NotPermitted):
        casebook.deviation(consented, by=manager)
    found = casebook.deviation(consented)
    with pytest.raises(NotPermitted):
        answered(found, manager)
    with pytest.raises(NotPermitted):
        judged(found, nurse)


def test_the_second_of_two_is_told_and_empty_words_are_refused(consented, site):
    nurse, manager = casebook.member(site), casebook.member(site, Role.DATA_MANAGER)
    found = casebook.deviation(consented)
    with pytest.raises(UnableToRecordDeviation, match="what was done"):
        answered(found, nurse, action_taken=" ")
    with pytest.raises(UnableToRecordDeviation, match="minor or major"):
        judged(found, manager, severity="")
    answered(found, nurse)
    with pytest.raises(ChangedMeanwhile, match="Look at it again"):
        judged(found, manager)


HALVES = [{"what": ""}, {"severity": "minor"}, {"happened_date": date(2026, 2, 21)}]


def test_the_database_refuses_half_a_deviation(consented):
    casebook.deviation(consented)
    for half in HALVES:
        with (
            seeing(consented.activation),
            people.setting_up(),
            pytest.raises(IntegrityError),
            transaction.atomic(),
        ):
            Deviation.objects.update(**half)
