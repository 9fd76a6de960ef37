"""Every carried record of R through the public functions, as the command runs them."""

import csv
import io
import json

import numpy as np
import pytest

from analysis.domain.methods.registry import estimate
from tests.unit.analysis.domain.conftest import TRUTH
from tests.unit.analysis.domain.methods.cases import CASES

RECORDS = {
    record["id"]: record
    for file in sorted(TRUTH.glob("*.json"))
    for record in json.loads(file.read_text())
}


def untied(text):
    """rfs_time + id / 10000, in ten-thousandths of a day: whole numbers without a tie."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row["rfs_time"] = str(int(row["rfs_time"]) * 10_000 + int(row["id"]))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def table_of(record):
    if record["dataset"] == "-":
        return None
    text = (TRUTH / f"{record['dataset']}.csv").read_text()
    return untied(text) if record["id"] == "o13b_cox_robust_untied" else text


def picked(answer, path):
    """`a.*.b|c` reads b of every entry of a, then c; `^2` squares."""
    found = [one for part in path.split("|") for one in along(answer, keys(part))]
    numbers = found if "*" in path or "|" in path else found[0]
    return [one**2 for one in numbers] if path.endswith("^2") else numbers


def keys(path):
    steps = path.removesuffix("^2").split(".")
    return [int(step) if step.isdigit() else step for step in steps]


def along(answer, steps):
    if not steps:
        return answer if isinstance(answer, list) else [answer]
    step, *rest = steps
    if step == "*":
        entries = answer.values() if isinstance(answer, dict) else answer
        return [one for entry in entries for one in along(entry, rest)]
    # A name such as trt0 or ph.ecog may hold what looks like a step.
    if isinstance(answer, dict) and str(step) not in answer and rest:
        return along(answer, [f"{step}.{rest[0]}", *rest[1:]])
    return along(answer[str(step)] if isinstance(answer, dict) else answer[step], rest)


def expected_of(record, name):
    short, _, slice_ = name.partition("[")
    values = record["value"][short]
    if not slice_:
        return short, values
    start, stop = (int(one) if one else None for one in slice_.rstrip("]").split(":"))
    return short, values[start:stop]


def agrees(found, expected, rtol):
    pairs = zip(as_list(found), as_list(expected), strict=True)
    return all(
        (one is None) == (other is None)
        and (one is None or abs(one - other) <= rtol * max(abs(other), 1e-9))
        for one, other in pairs
    )


def as_list(values):
    return values if isinstance(values, list) else [values]


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_r_is_computed(name):
    record, seen = RECORDS[name], set()
    for case in CASES[name]:
        answer = estimate(case.method, table=table_of(record), spec=json.dumps(case.spec))
        for key, path in case.where.items():
            short, expected = expected_of(record, key)
            found = picked(answer, path)
            seen.add(short)
            if short in case.absolute:
                assert np.abs(found).max() <= case.absolute[short]
                continue
            rtol = case.looser.get(short, record["rtol"])
            assert agrees(found, expected, rtol), f"{key}: {found} is not {expected}"
    assert seen == record["value"].keys()


def test_no_case_asks_for_a_record_that_is_not_carried():
    assert CASES.keys() == RECORDS.keys()
