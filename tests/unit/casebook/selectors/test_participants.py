import pytest

from casebook.domain.standing import Standing
from casebook.selectors.participants import counts, listed
from tests.factories import casebook, people, protocols
from tests.unit.casebook.actions.test_withdrawals import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(site):
    """One of each standing, in this order."""
    rows = [casebook.participant(site)]
    rows += [casebook.consented_participant(site) for _ in range(5)]
    casebook.known(rows[2], enrolled=casebook.CONSENTED)
    withdraw(rows[3])
    casebook.known(rows[4], enrolled=casebook.CONSENTED, lost=people.TODAY)
    casebook.known(rows[5], death=people.TODAY)
    return rows


def test_each_with_where_it_stands_in_order_of_codes(site, everybody, inside):
    found = listed(site.trial, activations=[site.pk])
    assert [one.standing for one in found] == [
        Standing.REGISTERED,
        Standing.IN_SCREENING,
        Standing.ENROLLED,
        Standing.WITHDRAWN,
        Standing.LOST,
        Standing.DIED,
    ]
    assert counts(found)[Standing.LOST] == 1
    assert [one.consent_date for one in found][:2] == [None, casebook.CONSENTED]


def test_sites_that_are_not_asked_for_are_left_out_before_the_database_refuses(site, inside):
    """The first line of two: this one holds even where row security would let the row pass."""
    other = protocols.open_site("small-trial")
    casebook.participant(other)
    with casebook.seeing(site, other):
        assert listed(site.trial, activations=[site.pk]) == []
        assert len(listed(site.trial, activations=[site.pk, other.pk])) == 1


def test_another_trial_is_left_out(site, everybody, inside):
    hcc = protocols.open_site("hcc-neo", at=site.site)
    with casebook.seeing(site, hcc):
        assert listed(hcc.trial, activations=[site.pk, hcc.pk]) == []
