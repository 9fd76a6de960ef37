import pytest

from tests.factories import casebook, followup, protocols
from tests.factories.casebook import seeing
from tests.factories.followup import ENROLLED
from tests.standing import fresh, site_of, standing

participant_once = standing(followup.enrolled_participant, on=ENROLLED)


@pytest.fixture
def site(request):
    return site_of(request, "participant") or protocols.open_site()


@pytest.fixture
def nurse(site):
    return casebook.member(site)


@pytest.fixture
def inside(site, nurse):
    """The test body runs as inside a request of the nurse."""
    with seeing(site, by=nurse):
        yield site


@pytest.fixture
def participant(participant_once, db):
    return fresh(participant_once)
