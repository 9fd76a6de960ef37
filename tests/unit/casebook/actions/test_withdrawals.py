from datetime import date, timedelta

import pytest

from casebook.actions import withdrawals
from casebook.actions.withdrawals import UnableToWithdraw
from casebook.models import Withdrawal
from casebook.policies import ConsentMissing
from tests.factories import casebook, people
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 1)


def withdraw(participant, *, by=None, **change):
    by = by or casebook.member(participant.activation)
    entry = {"scope": Withdrawal.Scope.FOLLOW_UP, "withdrawal_date": DAY, **change}
    with casebook.seeing(participant.activation, by=by):
        return withdrawals.record(participant=participant, by=by, at=people.NOW, **entry)


def test_nobody_owes_a_reason(consented):
    assert withdraw(consented).reason == ""


@pytest.mark.parametrize("scope", Withdrawal.Scope.values)
def test_each_scope_is_taken_back_by_itself(consented, scope):
    assert withdraw(consented, scope=scope).scope == scope


def test_a_scope_is_taken_back_once(consented):
    withdraw(consented)
    withdraw(consented, scope=Withdrawal.Scope.SAMPLES)
    with pytest.raises(UnableToWithdraw, match="already"):
        withdraw(consented)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"withdrawal_date": people.TODAY + timedelta(days=1)}, "future"),
        ({"withdrawal_date": casebook.CONSENTED - timedelta(days=1)}, "before the consent"),
        ({"scope": "everything"}, "Choose what"),
    ],
)
def test_a_withdrawal_that_cannot_be_right_is_refused(consented, change, said):
    with pytest.raises(UnableToWithdraw, match=said):
        withdraw(consented, **change)


def test_who_never_consented_withdraws_nothing(screened):
    with pytest.raises(ConsentMissing, match=screened.code):
        withdraw(screened)


def test_a_data_manager_records_no_withdrawal(consented):
    manager = people.delegated(Role.DATA_MANAGER, consented.activation).user
    with pytest.raises(NotPermitted):
        withdraw(consented, by=manager)
