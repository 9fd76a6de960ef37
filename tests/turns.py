"""What takes long is asked in turns: a commit asks a part of it, and `./check --whole` asks all.

A sweep puts one question to every page, role or drawn case; a journey drives a real house for
many seconds. Whoever has to wait half an hour before every change makes big changes. So the cases
of a test named in slow.txt belong to TURNS turns in equal parts, and the commit names the turn. All
others are asked every time, and so is a slow one marked `every_time`.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

import pytest

TURNS = 10
SLOW = Path(__file__).with_name("slow.txt")
# Of all cases of a test together.
SECONDS = 0.3
# What stands before a test and took longer was put up for whichever of its module came first.
PUT_UP = 1.0


def of_turn(items: list[pytest.Item], turn: int) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Those to ask in this turn, and those to leave to the others; in whatever order they come."""
    slow = set(SLOW.read_text().split())
    cases = [item.nodeid for item in items if test_of(item.nodeid) in slow and not is_due(item)]
    left = {case for case, its_turn in turns_of(cases) if its_turn != turn % TURNS}
    return [i for i in items if i.nodeid not in left], [i for i in items if i.nodeid in left]


def turns_of(cases: Iterable[str]) -> Iterable[tuple[str, int]]:
    met: Counter[str] = Counter()
    for case in sorted(cases):
        test = test_of(case)
        yield case, (crc32(test.encode()) + met[test]) % TURNS
        met[test] += 1


def test_of(case: str) -> str:
    return case.partition("[")[0]


def is_due(item: pytest.Item) -> bool:
    return item.get_closest_marker("every_time") is not None


def words(turn: int) -> str:
    return f"Of the slow tests, turn {turn % TURNS + 1} of {TURNS}. All of them: ./check --whole"


class Stopwatch:
    """Notes which tests are slow, for the turns to come."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.duration < PUT_UP:
            self.seconds[test_of(report.nodeid)] += report.duration  # type: ignore[assignment]

    def pytest_sessionfinish(self) -> None:
        slow = sorted(test for test, spent in self.seconds.items() if spent >= SECONDS)
        SLOW.write_text("".join(f"{test}\n" for test in slow))
