from datetime import UTC, datetime

import pytest
from django.db import transaction

from jobs import clock

pytestmark = pytest.mark.django_db


def test_clock_is_the_databases_and_goes_on_within_a_transaction():
    with transaction.atomic():
        first, second = clock.now(), clock.now()
    assert first < second
    assert abs((datetime.now(UTC) - first).total_seconds()) < 60
