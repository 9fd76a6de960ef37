from collections.abc import Iterator

import pytest

from config.celery import app


@pytest.fixture
def nobody_listens() -> Iterator[None]:
    """Messages are sent, as to a worker, instead of being carried out at once."""
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = True
