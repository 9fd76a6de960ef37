"""Worked courses, held by the tests and printed in docs/safety/recist.md.

A scan is written "day: lesion what; ...". T is a target, N a non-target, X a new lesion; a name
that ends with n is a node. "30" is mm; the words are the states.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from followup.domain.recist.best import Best, Terms, best
from followup.domain.recist.lesions import Kind, Lesion, Scan, State
from followup.domain.recist.responses import TimePoint, time_points

START = date(2026, 1, 1)
KINDS = {"T": Kind.TARGET, "N": Kind.NON_TARGET, "X": Kind.NEW}


class Example(NamedTuple):
    why: str
    scans: list[str]
    responses: str
    best: str
    confirmed: str


E = Example
EXAMPLES = [
    E(
        "A response is counted from baseline, progression from the smallest sum",
        ["0: T1 50; T2 50", "56: T1 35; T2 35", "112: T1 20; T2 20", "168: T1 25; T2 23"],
        "PR PR PD",
        "PR",
        "PR",
    ),
    E("30 % less is a partial response, 29 % is not", ["0: T1 100", "60: T1 71"], "SD", "SD", "SD"),
    E("30 % less, once, awaits confirmation", ["0: T1 100", "60: T1 70"], "PR", "PR", "SD"),
    E("A fifth more and 5 mm more: progression", ["0: T1 25", "60: T1 30"], "PD", "PD", "PD"),
    E("A fifth more, but only 4 mm", ["0: T1 20", "60: T1 24"], "SD", "SD", "SD"),
    E("5 mm more, but less than a fifth", ["0: T1 30", "60: T1 35"], "SD", "SD", "SD"),
    E(
        "Grown by a fifth from the nadir, still far below baseline",
        ["0: T1 100", "56: T1 40", "112: T1 48"],
        "PR PD",
        "PR",
        "SD",
    ),
    E(
        "Nodes of normal size do not prevent a complete response",
        ["0: T1 30; T2n 20", "56: T1 absent; T2n 9", "112: T1 absent; T2n 9.9"],
        "CR CR",
        "CR",
        "CR",
    ),
    E("A node of 10 mm does", ["0: T1 30; T2n 20", "56: T1 absent; T2n 10"], "PR", "PR", "SD"),
    E(
        "Too small to measure counts 5 mm, and is not gone",
        ["0: T1 30", "56: T1 too_small", "112: T1 too_small"],
        "PR PR",
        "PR",
        "PR",
    ),
    E(
        "A target that came back after a complete response",
        ["0: T1 30", "56: T1 absent", "112: T1 too_small"],
        "CR PD",
        "CR",
        "SD",
    ),
    E(
        "A target that came back while others remained joins the sum",
        ["0: T1 30; T2 30", "56: T1 absent; T2 30", "112: T1 too_small; T2 28"],
        "PR PR",
        "PR",
        "PR",
    ),
    E(
        "One target not seen: no response can be told",
        ["0: T1 50; T2 50", "56: T1 20; T2 not_evaluable", "112: T1 20"],
        "NE NE",
        "NE",
        "NE",
    ),
    E(
        "One target not seen, and the rest already shows progression",
        ["0: T1 20; T2 20", "56: T1 50; T2 not_evaluable"],
        "PD",
        "PD",
        "PD",
    ),
    E(
        "A sum with a lesion missing is no nadir",
        ["0: T1 50; T2 50", "56: T1 10", "112: T1 48; T2 48"],
        "NE SD",
        "SD",
        "SD",
    ),
    E(
        "Targets gone, other lesions left",
        ["0: T1 30; N1 present", "56: T1 absent; N1 present", "112: T1 absent; N1 absent"],
        "PR CR",
        "CR",
        "PR",
    ),
    E(
        "Targets gone, other lesions not seen",
        ["0: T1 30; N1 present", "56: T1 absent; N1 not_evaluable"],
        "PR",
        "PR",
        "SD",
    ),
    E(
        "Unequivocal progression elsewhere outweighs shrinking targets",
        ["0: T1 50; N1 present", "56: T1 20; N1 progressed"],
        "PD",
        "PD",
        "PD",
    ),
    E("A new lesion is progression", ["0: T1 50", "56: T1 20; X1 8"], "PD", "PD", "PD"),
    E(
        "A doubtful lesion that is confirmed counts from the first scan",
        ["0: T1 50", "56: T1 20; X1 equivocal", "112: T1 20; X1 12"],
        "PD PD",
        "PD",
        "PD",
    ),
    E(
        "A doubtful lesion that was none",
        ["0: T1 50", "56: T1 20; X1 equivocal", "112: T1 20; X1 absent"],
        "PR PR",
        "PR",
        "PR",
    ),
    E(
        "Doubtful, then not there, then there: new on the later scan",
        ["0: T1 50", "56: T1 20; X1 equivocal", "112: T1 20; X1 absent", "168: T1 20; X1 9"],
        "PR PR PD",
        "PR",
        "PR",
    ),
    E(
        "Only other lesions: neither complete nor progressed",
        ["0: N1 present", "56: N1 present", "112: N1 present"],
        "NON-CR/NON-PD NON-CR/NON-PD",
        "NON-CR/NON-PD",
        "NON-CR/NON-PD",
    ),
    E("Only other lesions, all gone", ["0: N1n 12", "56: N1n 9"], "CR", "CR", "NON-CR/NON-PD"),
    E("Stable for too short a time", ["0: T1 50", "30: T1 50"], "SD", "NE", "NE"),
    E("Stable too short, then worse", ["0: T1 50", "30: T1 50", "60: T1 70"], "SD PD", "PD", "PD"),
    E(
        "Confirmed after one scan that said nothing",
        ["0: T1 50", "56: T1 30", "84: T1 not_evaluable", "112: T1 30"],
        "PR NE PR",
        "PR",
        "PR",
    ),
    E(
        "A confirmation that came too early",
        ["0: T1 50", "56: T1 30", "80: T1 30"],
        "PR PR",
        "PR",
        "SD",
    ),
    E(
        "Nothing counts after progression",
        ["0: T1 50", "56: T1 70", "112: T1 10", "168: T1 10"],
        "PD PR PR",
        "PD",
        "PD",
    ),
    E(
        "After a resection: nothing to follow, then a recurrence dated back",
        ["0: none", "90: none", "180: X1 equivocal", "270: X1 14"],
        "NED PD PD",
        "PD",
        "PD",
    ),
    E(
        "Two targets merge: the diameter of both is counted once",
        ["0: T1 20; T2 15", "56: T1 33; T2 merged", "112: T1 24; T2 merged"],
        "SD PR",
        "PR",
        "SD",
    ),
    E(
        "What merged is not gone",
        ["0: T1 20; T2 15", "56: T1 absent; T2 merged"],
        "NE",
        "NE",
        "NE",
    ),
    E(
        "A target splits: its parts are added",
        ["0: T1 40", "56: T1 split 22"],
        "PR",
        "PR",
        "SD",
    ),
    E(
        "A non-target that came back after a complete response",
        ["0: T1 30; N1 present", "56: T1 absent; N1 absent", "112: T1 absent; N1 present"],
        "CR PD",
        "CR",
        "SD",
    ),
    E(
        "A non-target node about its normal size does not come back",
        ["0: T1 30; N1n 12", "56: T1 absent; N1n 9", "112: T1 absent; N1n 10"],
        "CR PR",
        "CR",
        "SD",
    ),
    E("After a resection: nothing new", ["0: none", "90: none"], "NED", "NED", "NED"),
]


def scan(text: str) -> Scan:
    day, _, found = text.partition(": ")
    lesions = tuple(lesion(one) for one in found.split("; ") if one != "none")
    return Scan(visit=f"D{day}", day=START + timedelta(days=int(day)), lesions=lesions)


def lesion(text: str) -> Lesion:
    name, *words = text.split(" ")
    said = words[-1]
    measured = said.replace(".", "").isdigit()
    return Lesion(
        name=name,
        kind=KINDS[name[0]],
        is_node=name.endswith("n"),
        state=State.MEASURED if measured and words == [said] else State(words[0]),
        diameter_mm=Decimal(said) if measured else None,
    )


def points_of(example: Example) -> tuple[TimePoint, ...]:
    return time_points([scan(one) for one in example.scans])


def best_of(example: Example, *, confirmed: bool) -> Best:
    return best(points_of(example), terms=Terms(), confirmed=confirmed)
