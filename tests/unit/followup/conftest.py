import pytest

from tests.factories import casebook, followup, protocols
from tests.factories.casebook import seeing


@pytest.fixture
def site():
    return protocols.open_site()


@pytest.fixture
def nurse(site):
    return casebook.member(site)


@pytest.fixture
def inside(site, nurse):
    """The test body runs as inside a request of the nurse."""
    with seeing(site, by=nurse):
        yield site


@pytest.fixture
def participant(site):
    return followup.enrolled_participant(site)
