import pytest
from django.core.cache import cache

from tests.factories import people
from trials.domain.roles import Role


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    """The sign-in page counts attempts per address, and all tests come from one."""
    cache.clear()


@pytest.fixture
def nurse(db):
    activation = people.activation(people.trial("hcc"), people.site("SHA"))
    return people.delegated(Role.NURSE, activation, people.user("lin")).user


@pytest.fixture
def sign_in(client):
    def post(username="lin", password=people.PASSWORD, **more):
        data = {"login": username, "password": password, **more}
        return client.post("/accounts/login/", data)

    return post
