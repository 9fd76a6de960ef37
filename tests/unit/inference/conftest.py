import pytest

from tests.factories import casebook, protocols
from tests.factories.casebook import CONSENTED
from tests.standing import fresh, site_of, standing

consented_once = standing(casebook.consented_participant, on=CONSENTED)


@pytest.fixture
def site(request):
    return site_of(request, "consented") or protocols.open_site()


@pytest.fixture
def consented(consented_once, db):
    """Agreed to take part; no score recorded yet."""
    return fresh(consented_once)
