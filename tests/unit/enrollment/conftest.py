import pytest

from tests.factories import casebook, enrollment, protocols
from tests.factories.casebook import seeing
from trials.domain.roles import Role


@pytest.fixture
def site():
    """A site of hcc-neo, whose rows the database does not show by itself."""
    return protocols.open_site()


@pytest.fixture
def screened(site):
    """Everything is recorded and nothing excludes; nobody has signed yet."""
    return enrollment.screened_participant(site)


@pytest.fixture
def investigator(site):
    return casebook.member(site, Role.SUB_INVESTIGATOR)


@pytest.fixture
def inside(site, investigator):
    """The test body runs as inside a request of the investigator."""
    with seeing(site, by=investigator):
        yield site
