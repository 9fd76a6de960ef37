from django.db import connection

LONG = "1h"
LONG_QUESTION = "10min"


def take_time() -> None:
    """What is read or computed for minutes within a transaction asks the database for nothing
    meanwhile; a session that waits for a minute is otherwise ended, and its work lost."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{LONG}'")


def ask_at_length() -> None:
    """Let one question take longer than a page may ask: sorting the history of millions of values
    for a cut, say."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONG_QUESTION}'")
