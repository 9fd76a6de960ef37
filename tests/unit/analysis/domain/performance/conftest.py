import pytest


@pytest.fixture(scope="session")
def lung_times(lung_test):
    """A third of the lung cancer trial, whose risks a model of the other two thirds predicted."""
    return lung_test.times("time", "status")
