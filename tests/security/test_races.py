"""Many at once, on real commits: one effect, one winner, nothing carried over."""

from collections import Counter

import pytest
from django.db import connection
from django.test import Client

from accounts import actions as accounts
from accounts.models import User
from audit import probe
from audit.acts import Context, acting, within
from audit.models import Submission
from casebook.models import Participant
from tests.databases import race
from tests.factories import people
from trials.actions import sites
from trials.domain.roles import Role
from trials.models import Delegation, Trial

ROUTE = "/api/v1/trials/hcc/sites/SHA/title/"
with_acts = pytest.mark.urls("tests.unit.trials.api.acts_urls")


@pytest.fixture
def here(committed_db):
    return people.activation(people.trial("hcc"), people.site("SHA"))


@pytest.fixture
def browser(here):
    """One signed-in person in many windows."""
    client = Client()
    client.force_login(people.delegated(Role.NURSE, here).user)

    def open_window() -> Client:
        window = Client()
        window.cookies = client.cookies
        return window

    return open_window


def send(window: Client, title: str, key: str):
    return window.post(
        ROUTE, {"title": title}, "application/json", headers={"Idempotency-Key": key}
    )


def renames() -> int:
    return Trial.objects.get(slug="hcc").events.filter(pgh_label="update").count()


@with_acts
def test_twenty_twins_have_one_effect_and_one_answer(browser):
    answers = race(20, lambda _: send(browser(), "New", "the-same-key"))
    assert [answer.status_code for answer in answers] == [201] * 20
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 19
    assert (renames(), Submission.objects.count()) == (1, 1)


@with_acts
def test_twenty_bodies_under_one_key_have_one_effect(browser):
    answers = race(20, lambda number: send(browser(), f"Title {number}", "the-same-key"))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 19}
    assert renames() == 1


@with_acts
def test_a_refused_twin_does_not_block_the_key(browser):
    answers = race(6, lambda _: send(browser(), "refused", "the-same-key"))
    assert {answer.status_code for answer in answers} == {409}
    assert send(browser(), "New", "the-same-key").status_code == 201


def test_one_role_given_twenty_times_at_once_is_given_once(here):
    nurse = people.user()

    def give(_: int) -> Delegation:
        return people.delegated(Role.NURSE, here, nurse)

    results = race(20, give)
    refused = [one for one in results if isinstance(one, sites.UnableToDelegate)]
    assert len(refused) == 19
    assert Delegation.objects.filter(user=nurse).count() == 1


def test_one_name_asked_for_ten_times_at_once_is_one_account(here):
    def invite(_: int) -> User:
        return accounts.invite(
            username="chen",
            email="chen@example.org",
            printed_name="Chen Jie",
            by=people.SETUP,
            at=people.NOW,
        )

    results = race(10, invite)
    assert sum(isinstance(one, accounts.UnableToInvite) for one in results) == 9
    assert User.objects.filter(username="chen").count() == 1


def test_connections_carry_nothing_from_one_person_to_the_next(here):
    activations = [here] + [people.activation(here.trial) for _ in range(3)]
    for activation in activations:
        with acting(by=people.SETUP, action="tests.plant", activations=[activation.pk]):
            Participant.objects.create(
                activation=activation,
                code=f"P-{activation.pk}",
                number=1,
                screened_date=people.TODAY,
                sex="male",
                age_at_screening=50,
            )

    def look(number: int) -> set[str]:
        """Fifty requests of changing people over one connection."""
        wrong = set()
        for turn in range(50):
            activation = activations[(number + turn) % len(activations)]
            context = Context(
                user="x", username="x", action="tests.look", activations=(activation.pk,)
            )
            with within(context):
                seen = set(Participant.objects.values_list("code", flat=True))
            wrong |= seen ^ {f"P-{activation.pk}"}
            wrong |= set(Participant.objects.values_list("code", flat=True))
        connection.close()
        return wrong

    assert race(8, look) == [set()] * 8


def test_probes_of_health_do_not_wait_for_each_other(committed_db):
    assert race(8, lambda _: probe.audited_write_rolled_back()) == [None] * 8
