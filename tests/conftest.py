"""Every test body runs as the application's own database role, under row security.

The owner creates and migrates the test database; then the connection signs in as concord_app.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    owner = {key: connection.settings_dict[key] for key in ("USER", "OPTIONS")}
    sign_in(USER="concord_app", OPTIONS={})
    yield
    sign_in(**owner)


def sign_in(**settings: Any) -> None:
    connection.close()
    connection.settings_dict.update(settings)
