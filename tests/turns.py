"""What takes long is asked in turns: a commit asks a part of it, and `./check --whole` asks all.

A sweep asks one question of every page, role or drawn case; a journey drives a real house for many
seconds. Whoever has to wait half an hour before every change changes too much at once. So each case
marked `slow` belongs to one turn of TURNS, the cases of one test to each turn in equal parts, and
the commit names the turn. All that is not marked is asked every time.
"""

from collections import Counter
from zlib import crc32

import pytest

TURNS = 4


def of_turn(items: list[pytest.Item], turn: int) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Those to ask in this turn, and those to leave to the others; in whatever order they come."""
    slow = sorted(item.nodeid for item in items if item.get_closest_marker("slow"))
    met: Counter[str] = Counter()
    left = set()
    for case in slow:
        test = case.partition("[")[0]
        if (crc32(test.encode()) + met[test] - turn) % TURNS:
            left.add(case)
        met[test] += 1
    return [i for i in items if i.nodeid not in left], [i for i in items if i.nodeid in left]


def words(turn: int) -> str:
    return f"Of the slow tests, turn {turn % TURNS + 1} of {TURNS}. All of them: ./check --whole"
