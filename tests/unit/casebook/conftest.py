import pytest

from tests.factories import casebook, protocols
from tests.factories.casebook import seeing


@pytest.fixture
def site():
    """A site of the small trial, whose rows the database does not show by itself."""
    return protocols.open_site("small-trial")


@pytest.fixture
def nurse(site):
    return casebook.member(site)


@pytest.fixture
def inside(site, nurse):
    """The test body runs as inside a request of the nurse."""
    with seeing(site, by=nurse):
        yield site


@pytest.fixture
def screened(site):
    return casebook.participant(site)


@pytest.fixture
def consented(site):
    return casebook.consented_participant(site)
