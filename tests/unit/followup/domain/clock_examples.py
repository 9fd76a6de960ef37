"""Worked clocks, held by the tests and printed in docs/safety/clocks.md."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from followup.domain.clocks import Case, Clock, Held, Judged, clocks
from followup.domain.seriousness import Criterion

SHANGHAI, NEW_YORK, BERLIN = "Asia/Shanghai", "America/New_York", "Europe/Berlin"
LONDON = "Europe/London"
DEATH, THREAT = Criterion.DEATH, Criterion.LIFE_THREATENING
STAY = Criterion.HOSPITALIZATION
BLAMED = Judged(expected=False, related_by_investigator=True, related_by_sponsor=True)
EXPECTED = replace(BLAMED, expected=True)
CLEARED = replace(BLAMED, related_by_investigator=False, related_by_sponsor=False)
UNJUDGED = Judged()


class Example(NamedTuple):
    """Times are those of the site's clock; a line: rule, due, state at the time asked."""

    why: str
    case: Case
    at: str
    lines: list[str]


def moment(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def case(zone: str, knows: str, sponsor: str = "", *criteria: Criterion, **more: Any) -> Case:
    """Unexpected and related, unless the example says otherwise. `before`: until when something
    else was held."""
    made = Case(
        criteria=frozenset(criteria),
        zone=zone,
        site_aware_at=moment(knows, zone),
        sponsor_aware_at=moment(sponsor, zone) if sponsor else None,
        judged=BLAMED,
    )
    before = [
        Held(until=moment(until, zone), judged=judged) for until, judged in more.pop("before", ())
    ]
    times = {
        name: tuple(moment(one, zone) for one in value)
        if isinstance(value, list)
        else (moment(value, zone) if isinstance(value, str) else value)
        for name, value in more.items()
    }
    return replace(made, **times, before=tuple(before))


E = Example
EXAMPLES = [
    E(
        "The site has 24 hours, the sponsor does not know yet",
        case(SHANGHAI, "2026-03-01 09:30", "", STAY),
        "2026-03-02 09:30",
        ["site: 2026-03-02 09:30 running"],
    ),
    E(
        "A minute later it is overdue",
        case(SHANGHAI, "2026-03-01 09:30", "", STAY),
        "2026-03-02 09:31",
        ["site: 2026-03-02 09:30 overdue"],
    ),
    E(
        "A serious, unexpected, related event: 15 days, the day of knowing being day 0",
        case(SHANGHAI, "2026-03-01 09:30", "2026-03-01 20:00", STAY),
        "2026-03-16 23:59",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-16 23:59 running"],
    ),
    E(
        "Day 15 has passed",
        case(SHANGHAI, "2026-03-01 09:30", "2026-03-01 20:00", STAY),
        "2026-03-17 00:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-16 23:59 overdue"],
    ),
    E(
        "Fatal: 7 days, and 8 more for the complete report",
        case(SHANGHAI, "2026-03-01 09:30", "2026-03-01 23:59", DEATH, sent_at=["2026-03-08 23:00"]),
        "2026-03-10 12:00",
        [
            "site: 2026-03-02 09:30 met",
            "fatal: 2026-03-08 23:59 met",
            "fatal_follow_up: 2026-03-16 23:59 running",
        ],
    ),
    E(
        "Life-threatening, sent on day 8: late; the complete report in time",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            THREAT,
            sent_at=["2026-03-09 00:01", "2026-03-16 10:00"],
        ),
        "2026-04-01 12:00",
        [
            "site: 2026-03-02 09:30 met",
            "fatal: 2026-03-08 23:59 late",
            "fatal_follow_up: 2026-03-16 23:59 met",
        ],
    ),
    E(
        "Told a minute before midnight or after it: another day 0",
        case(SHANGHAI, "2026-03-01 09:30", "2026-03-02 00:00", THREAT),
        "2026-03-02 12:00",
        [
            "site: 2026-03-02 09:30 met",
            "fatal: 2026-03-09 23:59 running",
            "fatal_follow_up: 2026-03-17 23:59 running",
        ],
    ),
    E(
        "It becomes fatal on day 5: 7 days from then, the 15 days go on",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            DEATH,
            urgent_aware_at="2026-03-06 08:00",
            sent_at=["2026-03-03 12:00"],
        ),
        "2026-03-10 12:00",
        [
            "site: 2026-03-02 09:30 met",
            "other: 2026-03-16 23:59 met",
            "fatal: 2026-03-13 23:59 running",
            "fatal_follow_up: 2026-03-21 23:59 running",
        ],
    ),
    E(
        "Expected: nothing is expedited",
        case(SHANGHAI, "2026-03-01 09:30", "2026-03-01 10:00", DEATH, judged=EXPECTED),
        "2026-03-02 12:00",
        ["site: 2026-03-02 09:30 met"],
    ),
    E(
        "Both sides exclude treatment",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            judged=CLEARED,
        ),
        "2026-03-02 12:00",
        ["site: 2026-03-02 09:30 met"],
    ),
    E(
        "They disagree: the side that does not exclude it decides",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            judged=Judged(expected=False, related_by_investigator=False, related_by_sponsor=True),
        ),
        "2026-03-02 12:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-16 23:59 running"],
    ),
    E(
        "Nobody has judged: it runs as if unexpected and related",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            judged=UNJUDGED,
        ),
        "2026-03-02 12:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-16 23:59 running"],
    ),
    E(
        "Not serious: no clock, whatever the grade",
        case(SHANGHAI, "2026-03-01 09:30", "2026-03-01 10:00"),
        "2026-03-02 12:00",
        [],
    ),
    E(
        "New information on day 10: 15 days from then",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            sent_at=["2026-03-05 12:00"],
            news_at=["2026-03-11 09:00"],
        ),
        "2026-03-27 00:00",
        [
            "site: 2026-03-02 09:30 met",
            "other: 2026-03-16 23:59 met",
            "news: 2026-03-26 23:59 overdue",
        ],
    ),
    E(
        "24 hours over the night clocks go forward end an hour later by the clock",
        case(NEW_YORK, "2026-03-07 12:00", "", STAY),
        "2026-03-08 12:30",
        ["site: 2026-03-08 13:00 running"],
    ),
    E(
        "24 hours over the night clocks go back end an hour earlier by the clock",
        case(BERLIN, "2026-10-24 12:00", "", STAY),
        "2026-10-25 11:30",
        ["site: 2026-10-25 11:00 overdue"],
    ),
    E(
        "Calendar days over a change of clocks stay whole days",
        case(NEW_YORK, "2026-03-06 12:00", "2026-03-06 12:00", DEATH),
        "2026-03-13 23:59",
        [
            "site: 2026-03-07 12:00 met",
            "fatal: 2026-03-13 23:59 running",
            "fatal_follow_up: 2026-03-21 23:59 running",
        ],
    ),
    E(
        "Over a leap day: 29 February is a day like others",
        case(SHANGHAI, "2028-02-25 08:00", "2028-02-25 08:00", DEATH),
        "2028-03-04 00:00",
        [
            "site: 2028-02-26 08:00 met",
            "fatal: 2028-03-03 23:59 overdue",
            "fatal_follow_up: 2028-03-11 23:59 running",
        ],
    ),
    E(
        "In Europe too 24 hours are as they pass: a spring night has 23 on the clock",
        case(BERLIN, "2026-03-28 12:00", "", STAY),
        "2026-03-29 12:59",
        ["site: 2026-03-29 13:00 running"],
    ),
    E(
        "15 calendar days over the end of summer time end at the site's midnight",
        case(LONDON, "2026-10-20 22:00", "2026-10-20 23:30", STAY),
        "2026-11-04 23:59",
        ["site: 2026-10-21 22:00 met", "other: 2026-11-04 23:59 running"],
    ),
    E(
        "15 days begun on 29 February",
        case(SHANGHAI, "2028-02-29 08:00", "2028-02-29 09:00", STAY),
        "2028-03-15 23:59",
        ["site: 2028-03-01 08:00 met", "other: 2028-03-15 23:59 running"],
    ),
    E(
        "In a year without one: 15 days over the end of February",
        case(SHANGHAI, "2027-02-20 08:00", "2027-02-20 09:00", STAY),
        "2027-03-08 00:00",
        ["site: 2027-02-21 08:00 met", "other: 2027-03-07 23:59 overdue"],
    ),
    E(
        "Each piece of new information has 15 days of its own",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            sent_at=["2026-03-05 12:00", "2026-03-20 12:00"],
            news_at=["2026-03-11 09:00", "2026-03-21 09:00"],
        ),
        "2026-03-27 00:00",
        [
            "site: 2026-03-02 09:30 met",
            "other: 2026-03-16 23:59 met",
            "news: 2026-03-26 23:59 met",
            "news: 2026-04-05 23:59 running",
        ],
    ),
    E(
        "It became serious on day 10: the site's hours run from when it learned that",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-11 12:00",
            STAY,
            serious_aware_at="2026-03-11 09:30",
        ),
        "2026-03-12 10:00",
        ["site: 2026-03-12 09:30 met", "other: 2026-03-26 23:59 running"],
    ),
    E(
        "It became serious on day 10, and the sponsor was not told within the hours from then",
        case(SHANGHAI, "2026-03-01 09:30", "", STAY, serious_aware_at="2026-03-11 09:30"),
        "2026-03-12 09:31",
        ["site: 2026-03-12 09:30 overdue"],
    ),
    E(
        "Held to be expected, judged unexpected on day 12: 15 days from then",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            before=[("2026-03-13 08:00", EXPECTED)],
        ),
        "2026-03-28 23:59",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-28 23:59 running"],
    ),
    E(
        "The same of a death: 7 days from then, and 8 more",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            DEATH,
            before=[("2026-03-13 08:00", EXPECTED)],
        ),
        "2026-03-21 00:00",
        [
            "site: 2026-03-02 09:30 met",
            "fatal: 2026-03-20 23:59 overdue",
            "fatal_follow_up: 2026-03-28 23:59 running",
        ],
    ),
    E(
        "Both sides excluded treatment, one blames it on day 12: 15 days from then",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            judged=Judged(expected=False, related_by_investigator=False, related_by_sponsor=True),
            before=[("2026-03-13 08:00", CLEARED)],
        ),
        "2026-03-13 09:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-28 23:59 running"],
    ),
    E(
        "Not judged at first, then excluded, then blamed on day 12: 15 days from then",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            before=[("2026-03-03 08:00", UNJUDGED), ("2026-03-13 08:00", CLEARED)],
        ),
        "2026-03-13 09:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-28 23:59 running"],
    ),
    E(
        "Not judged at first, then judged unexpected and related: the days count from day 0",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            before=[("2026-03-13 08:00", UNJUDGED)],
        ),
        "2026-03-13 09:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-16 23:59 running"],
    ),
    E(
        "Judged unexpected at first and expected between: the days count from day 0",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            before=[("2026-03-05 08:00", BLAMED), ("2026-03-13 08:00", EXPECTED)],
        ),
        "2026-03-13 09:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-16 23:59 running"],
    ),
    E(
        "Judged unexpected before the sponsor was told: the days count from day 0",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            before=[("2026-03-01 09:45", EXPECTED)],
        ),
        "2026-03-13 09:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-16 23:59 running"],
    ),
    E(
        "What was news while it was expected belongs to the first report, which has its own days",
        case(
            SHANGHAI,
            "2026-03-01 09:30",
            "2026-03-01 10:00",
            STAY,
            before=[("2026-03-13 08:00", EXPECTED)],
            news_at=["2026-03-06 09:00", "2026-03-15 09:00"],
        ),
        "2026-03-16 09:00",
        [
            "site: 2026-03-02 09:30 met",
            "other: 2026-03-28 23:59 running",
            "news: 2026-03-30 23:59 running",
        ],
    ),
    E(
        "It turned out not to be a threat to life: the 15 days of any other, from day 0",
        case(SHANGHAI, "2026-03-01 09:30", "2026-03-01 10:00", STAY),
        "2026-03-09 08:00",
        ["site: 2026-03-02 09:30 met", "other: 2026-03-16 23:59 running"],
    ),
    E(
        "No hours are given: the site tells at once",
        case(SHANGHAI, "2026-03-01 09:30", "", STAY, site_within=timedelta(0)),
        "2026-03-01 09:31",
        ["site: 2026-03-01 09:30 overdue"],
    ),
    E(
        "And over the turn of a year",
        case(SHANGHAI, "2026-12-28 08:00", "2026-12-28 08:00", STAY),
        "2027-01-01 08:00",
        ["site: 2026-12-29 08:00 met", "other: 2027-01-12 23:59 running"],
    ),
]


def lines_of(example: Example) -> list[str]:
    at = moment(example.at, example.case.zone)
    return [line_of(clock, at) for clock in clocks(example.case)]


def line_of(clock: Clock, at: datetime) -> str:
    return f"{clock.rule}: {clock.due_at:%Y-%m-%d %H:%M} {clock.state(at)}"
