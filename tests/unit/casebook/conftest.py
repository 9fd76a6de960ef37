import pytest

from tests.factories import casebook, protocols
from tests.factories.casebook import CONSENTED, seeing
from tests.standing import fresh, site_of, standing


def somebody_consented():
    return casebook.consented_participant(protocols.open_site("small-trial"))


consented_once = standing(somebody_consented, on=CONSENTED)


@pytest.fixture
def site(request):
    """A site of the small trial, whose rows the database does not show by itself."""
    return site_of(request, "consented") or protocols.open_site("small-trial")


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
def consented(consented_once, db):
    return fresh(consented_once)
