"""Commands that only read files work without a database; whoever asks for one is told how."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.dummy import base


def complain(*_: Any, **__: Any) -> Any:
    raise ImproperlyConfigured(
        "DATABASE_URL is not set. Start Concord with ./run, or set it to a PostgreSQL server."
    )


class DatabaseOperations(base.DatabaseOperations):
    quote_name = complain


class DatabaseWrapper(base.DatabaseWrapper):
    vendor = "nowhere"
    ops_class = DatabaseOperations
    _cursor = complain
    ensure_connection = complain
    _set_autocommit = complain
