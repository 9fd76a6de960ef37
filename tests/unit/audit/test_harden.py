"""What the harden step leaves the application to do by itself."""

from django.db import connection

from accounts.models import User
from tests.factories import people


def test_the_application_counts_a_table_for_the_planner(db):
    """Only an owner may; within the transaction, rows not yet committed included."""
    people.user("counted")
    table = User._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT concord_count_rows(%s::regclass)", [table])
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (User.objects.count(),)
