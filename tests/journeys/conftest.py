from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import House


@pytest.fixture
def house(committed_db: str, tmp_path: Path) -> Iterator[House]:
    """A real broker, worker and beat, on a database whose commits are real."""
    with House(database=committed_db, folder=tmp_path) as house:
        yield house
