"""Runs every row of docs/endpoints.md."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from analysis.domain.endpoints import EndpointSpec, derive
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

PAGE = Path(__file__).parents[4] / "docs" / "endpoints.md"
SENTENCE = re.compile(
    r"From (?P<origin>\S+) to the first of (?P<events>[^;]+?)"
    r"(?:; competing (?P<competing>[^;]+))?; otherwise to (?P<censor_at>[^;.]+)"
    r"(?:; up to (?P<months>\d+) months(?: from the first of (?P<horizon_from>.+?))?)?\.$"
)
EXPECTED = ("cut", "days", "outcome", "why", "because")


@dataclass(frozen=True)
class Case:
    spec: EndpointSpec
    row: dict[str, str]

    @property
    def dates(self):
        return {
            name: [PartialDate.parse(part) for part in cell.split(", ")]
            for name, cell in self.row.items()
            if name not in EXPECTED and cell != "-"
        }


def names(text):
    return tuple(re.findall(r"`(\w+)`", text or ""))


def spec(line):
    found = SENTENCE.match(line)
    return EndpointSpec(
        id="worked",
        origin=names(found["origin"])[0],
        events=names(found["events"]),
        competing=names(found["competing"]),
        censor_at=names(found["censor_at"])[0],
        horizon_months=int(found["months"]) if found["months"] else None,
        horizon_from=names(found["horizon_from"]),
    )


def cases():
    current = header = None
    for line in PAGE.read_text().splitlines():
        if line.startswith("From "):
            current = spec(line)
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if header is None:
            header = cells
        elif not line.startswith("|--"):
            yield Case(current, dict(zip(header, cells, strict=True)))


def title(case):
    return f"{case.row['why']}-{case.row['because'] or case.row['days']}"


@pytest.mark.parametrize("case", list(cases()), ids=title)
def test_worked_endpoint(case):
    dates = case.dates

    derived = derive(
        case.spec,
        participant=1,
        facts={name: Known(days[-1]) for name, days in dates.items()},
        earlier={name: [Known(day) for day in days[:-1]] for name, days in dates.items()},
        cut=date.fromisoformat(case.row["cut"]),
    )

    days = "-" if derived.days is None else str(derived.days)
    assert (days, derived.outcome, derived.why) == (
        case.row["days"],
        case.row["outcome"],
        case.row["why"],
    )


def test_the_page_is_read_whole():
    assert len(list(cases())) == PAGE.read_text().count("\n| 20") + PAGE.read_text().count("\n| - ")
