import pytest

from tests.factories import casebook, protocols, running
from tests.factories.casebook import CONSENTED
from tests.factories.enrollment import JUDGED
from tests.standing import fresh, site_of, standing

consented_once = standing(casebook.consented_participant, on=CONSENTED)
ready_once = standing(running.screened, on=JUDGED)


@pytest.fixture
def site(request):
    standing_at = (site_of(request, name) for name in ("consented", "ready"))
    return next(filter(None, standing_at), None) or protocols.open_site()


@pytest.fixture
def consented(consented_once, db):
    """Agreed to take part; no score recorded yet."""
    return fresh(consented_once)


@pytest.fixture
def ready(ready_once, db):
    """Everything a PRE score is computed from is recorded; no score yet."""
    return fresh(ready_once)
