import pytest

from tests.factories import casebook, protocols


@pytest.fixture
def site():
    return protocols.open_site()


@pytest.fixture
def consented(site):
    """Agreed to take part; no score recorded yet."""
    return casebook.consented_participant(site)
