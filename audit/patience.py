from django.db import connection

LONG = "1h"


def take_time() -> None:
    """What is read or computed for minutes within a transaction asks the database for nothing
    meanwhile; a session that waits for a minute is otherwise ended, and its work lost."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{LONG}'")
