from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.cluster import cluster
from tests.conftest import own_database, sign_in
from tests.security import stage as stages
from tests.security.crawl import Crowd

_built: list[stages.Stage] = []
_signed_in: list[Crowd] = []


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[stages.Stage]:
    """Built once for all modules, in a database they only read: what they write is rolled back."""
    kept = "kept_" + connection.settings_dict["NAME"].removeprefix("test_")
    if not _built:
        with own_database(django_db_blocker) as name:
            _built.append(stages.build())
            connection.close()
            cluster().sql(f"CREATE DATABASE {kept} TEMPLATE {name}")
            cluster().sql(f"REVOKE TEMPORARY ON DATABASE {kept} FROM PUBLIC")
    before = connection.settings_dict["NAME"]
    sign_in(NAME=kept)
    with django_db_blocker.unblock():
        yield _built[0]
        connection.close()
    sign_in(NAME=before)


@pytest.fixture(scope="module")
def crowd(stage: stages.Stage) -> Crowd:
    """The same for all modules, so that none reads again what another has read."""
    if not _signed_in:
        _signed_in.append(Crowd(stage.people))
    return _signed_in[0]
