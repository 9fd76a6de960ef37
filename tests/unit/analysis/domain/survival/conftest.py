import pytest

ARMS = ["Obs", "Lev", "Lev+5FU"]


@pytest.fixture(scope="session")
def arms(colon):
    """Recurrence-free survival of the three arms of the colon trial."""
    return colon.groups("rfs_time", "rfs", "rx", ARMS)


@pytest.fixture(scope="session")
def two_arms(colon):
    return colon.where(colon["rx"] != "Lev")
