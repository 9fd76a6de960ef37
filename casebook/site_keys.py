"""The key of a site: entering takes it together with others, locking takes it alone.

An entry that has begun is finished before a lock stands, and what begins afterwards finds it
standing. Held until the end of the transaction.
"""

from django.db import connection

from trials.models import SiteActivation

# The number under which PostgreSQL keeps these keys apart from any other.
KEYS = 20251


def take_key(activation: SiteActivation) -> None:
    """Alone: waits until every entry under way at the site is finished."""
    take("pg_advisory_xact_lock", activation.pk)


def share_key(activation_id: int) -> None:
    """With others who enter: waits until whoever locks has done so."""
    take("pg_advisory_xact_lock_shared", activation_id)


def take(how: str, activation_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(%s, %s)", [KEYS, activation_id])
