import pytest

from analysis.domain.weighting.propensity import propensity

COVARIATES = ["age", "meno", "size", "grade", "nodes", "pgr", "er"]


@pytest.fixture(scope="session")
def covariates(gbsg):
    return {name: gbsg[name] for name in COVARIATES}


@pytest.fixture(scope="session")
def treated(gbsg):
    return gbsg["hormon"] == 1


@pytest.fixture(scope="session")
def chances(covariates, treated):
    """Of hormone therapy in the German Breast Cancer Study Group's trial."""
    received = ["hormone" if one else "none" for one in treated]
    return propensity(received, covariates, levels=["none", "hormone"])
