from datetime import datetime

from django.db import connection


def now() -> datetime:
    """The database's time: leases of several machines are told apart by one clock only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
