"""An amendment makes the list of those to be asked again; nobody keeps it by hand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casebook.models import Withdrawal
from enrollment.selectors.versions import versions_of
from followup.domain.worklist import Kind
from followup.selectors.worklist import worklist
from tests.factories import casebook, enrollment, people, protocols
from tests.factories.casebook import instant, seeing
from tests.unit.casebook.actions.test_withdrawals import withdraw

pytestmark = pytest.mark.django_db
AMENDED = casebook.CONSENTED + timedelta(days=10)
TODAY = AMENDED + timedelta(days=5)


@pytest.fixture
def site():
    return protocols.open_site("small-trial")


@pytest.fixture
def amend(site):
    return lambda: protocols.in_force(protocols.amended("small-trial"), site, AMENDED)


def standing(site, *others):
    shown = [site, *others]
    with seeing(*shown):
        return versions_of(site.trial, activations=[one.pk for one in shown], today=TODAY)


def awaiting(site):
    return [(one.code, one.behind.days(today=TODAY)) for one in standing(site).people if one.behind]


def test_nobody_awaits_before_an_amendment(site):
    casebook.consented_participant(site)
    assert awaiting(site) == []


def test_who_agreed_to_the_older_version_awaits_with_the_days_since(site, amend):
    row = casebook.consented_participant(site)
    amend()
    casebook.consented_participant(site, consent_date=AMENDED)
    casebook.participant(site)
    assert awaiting(site) == [(row.code, 5)]


def test_a_new_consent_ends_the_waiting(site, amend):
    row = casebook.consented_participant(site)
    amend()
    casebook.consent(row, consent_date=TODAY)
    assert awaiting(site) == []


def test_nobody_is_asked_who_left_died_or_is_lost(site, amend):
    left, died, lost, untreated = (casebook.consented_participant(site) for _ in range(4))
    withdraw(left)
    casebook.known(died, death=people.TODAY)
    casebook.known(lost, lost=people.TODAY)
    withdraw(untreated, scope=Withdrawal.Scope.TREATMENT)
    amend()
    assert [code for code, _ in awaiting(site)] == [untreated.code]


def test_nobody_is_asked_who_was_screened_out(amend):
    site = protocols.open_site("hcc-neo")
    failed = enrollment.screened_participant(site, "0.3")
    enrollment.decided(failed)
    staying = enrollment.screened_participant(site)
    protocols.in_force(protocols.amended("hcc-neo"), site, AMENDED)
    assert [code for code, _ in awaiting(site)] == [staying.code]


def test_a_waiver_is_never_asked_again():
    site = protocols.open_site("moertel")
    casebook.consented_participant(site)
    protocols.in_force(protocols.amended("moertel"), site, AMENDED)
    assert awaiting(site) == []


def test_each_site_counts_its_own_versions(site, amend):
    other = protocols.open_site("small-trial")
    casebook.consented_participant(site)
    amend()
    for place in (site, other):
        casebook.consented_participant(place, consent_date=AMENDED)
    casebook.participant(other)
    found = standing(site, other)
    here, there = site.site.code, other.site.code
    assert [
        (row.site, row.version, row.is_current, row.people, row.awaiting) for row in found.rows
    ] == [
        (here, "1.0", False, 1, 1),
        (here, "1.1", True, 1, 0),
        (there, "1.0", True, 1, 0),
    ]
    assert found.without_consent == 1


def test_the_nurse_finds_it_in_the_worklist_until_it_is_signed(site, amend):
    row = casebook.consented_participant(site)
    amend()
    nurse = casebook.member(site)

    def kinds():
        with seeing(site, by=nurse):
            tasks = worklist(site.trial, activations=[site.pk], user=nurse, now=instant(TODAY))
        return [(task.kind, task.participant) for task in tasks if task.kind is Kind.RECONSENT]

    assert kinds() == [(Kind.RECONSENT, row.code)]
    casebook.consent(row, consent_date=TODAY)
    assert kinds() == []


def test_as_many_queries_for_many_as_for_few(site, amend):
    casebook.consented_participant(site)
    amend()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as few:
            standing(site)
        counts.append(len(few))
        for _ in range(3):
            casebook.consented_participant(site)
    assert counts[0] == counts[1]


class TestPage:
    PAGE = reverse("enrollment:versions", args=["small-trial"])

    @pytest.fixture(autouse=True)
    def clock(self):
        import time_machine

        with time_machine.travel(instant(TODAY), tick=False):
            yield

    def test_it_names_who_waits_and_how_long(self, client, site, amend):
        row = casebook.consented_participant(site)
        amend()
        new = casebook.consented_participant(site, consent_date=AMENDED)
        client.force_login(casebook.member(site))
        shown = client.get(self.PAGE).content.decode()
        assert "to 1.1, for 5 days" in shown
        assert new.code in shown
        only = client.get(self.PAGE + "?show=awaiting").content.decode()
        assert row.code in only
        assert new.code not in only
        old = client.get(self.PAGE + "?show=1.0").content.decode()
        assert row.code in old
        assert new.code not in old
