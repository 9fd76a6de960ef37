import pytest

from tests.factories import casebook, enrollment, protocols
from tests.factories.casebook import seeing
from tests.factories.enrollment import JUDGED
from tests.standing import fresh, site_of, standing
from trials.domain.roles import Role

screened_once = standing(enrollment.screened_participant, on=JUDGED)
enrolled_once = standing(enrollment.enrolled_participant, on=JUDGED)


@pytest.fixture
def site(request):
    """A site of hcc-neo, whose rows the database does not show by itself."""
    standing_at = (site_of(request, name) for name in ("screened", "enrolled"))
    return next(filter(None, standing_at), None) or protocols.open_site()


@pytest.fixture
def screened(screened_once, db):
    """Everything is recorded and nothing excludes; nobody has signed yet."""
    return fresh(screened_once)


@pytest.fixture
def enrolled(enrolled_once, db):
    """Decided and enrolled, nothing more."""
    return fresh(enrolled_once)


@pytest.fixture
def investigator(site):
    return casebook.member(site, Role.SUB_INVESTIGATOR)


@pytest.fixture
def inside(site, investigator):
    """The test body runs as inside a request of the investigator."""
    with seeing(site, by=investigator):
        yield site
