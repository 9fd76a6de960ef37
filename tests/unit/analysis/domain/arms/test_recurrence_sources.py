"""One endpoint by the investigator's reading and by the readers' verdict, worked by hand."""

from datetime import date, timedelta

import pytest

from analysis.domain.recurrence_sources import Said, said_by_readers, with_both
from analysis.domain.results import Basis, result_of
from analysis.selectors.cut_people import CutPerson
from followup.domain.central_course import CentralCourse, Settled
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.trial import RecurrenceSource
from trials.domain.values import Known

SURGERY, CUT = date(2026, 1, 2), date(2029, 12, 31)
CENTRAL, INVESTIGATOR = RecurrenceSource.CENTRAL, RecurrenceSource.INVESTIGATOR


def day(after):
    found = PartialDate.of(SURGERY + timedelta(days=after))
    return Known(found, date=found)


def settled(after):
    return Settled(scan=after, day=SURGERY + timedelta(days=after), category="")


def person(number, *, counts, site=(), site_clear=(), readers=None):
    """Operated on day 0. `readers`: their clear scans and, last, the day of recurrence or None."""
    facts = {"enrolled": day(0), "surgery_date": day(0)}
    earlier = {"last_adequate_imaging": [day(at) for at in site_clear]}
    if site_clear:
        facts["last_adequate_imaging"] = day(site_clear[-1])
    if site:
        facts["recurrence"] = day(*site)
    central = None
    if readers is not None:
        *clear, recurrence = readers
        central = CentralCourse(
            clear=tuple(settled(at) for at in clear),
            recurrence=None if recurrence is None else settled(recurrence),
        )
    said = with_both(
        Said(facts=facts, earlier=earlier),
        said_by_readers(central) if central else None,
        counts=counts,
    )
    code = f"N-{number}"
    return CutPerson(id=number, code=code, activation=1, facts=said.facts, earlier=said.earlier)


def people(counts):
    return [
        # Both say recurrence, and on the same day.
        person(1, counts=counts, site=(400,), site_clear=(300,), readers=(300, 400)),
        # The readers saw it one scan earlier.
        person(2, counts=counts, site=(400,), site_clear=(200, 300), readers=(200, 300)),
        # The site alone calls it a recurrence.
        person(3, counts=counts, site=(400,), site_clear=(300,), readers=(300, 400, None)),
        # The readers alone do.
        person(4, counts=counts, site_clear=(300, 800), readers=(300, 800)),
        person(5, counts=counts, site_clear=(800,), readers=(800, None)),
        # Nobody has settled a scan of this one.
        person(6, counts=counts, site=(500,), site_clear=(300,)),
    ]


def answer(trial, analysis, counts, given):
    protocol = shipped(trial).with_reading("recurrence_source", counts.value)
    found = next(one for one in protocol.analyses if one.id == analysis)
    basis = Basis(protocol=protocol, people=given, events=(), cut=CUT, source="Cut", closed=False)
    return result_of(found, basis)


def table(result, key):
    return next(one for one in result.blocks if getattr(one, "key", "") == key)


def times(result):
    return {one.participant: (one.outcome.value, one.why, one.days) for one in result.derived}


@pytest.fixture(scope="module")
def by_site():
    return answer("hcc-neo", "rfs_24", INVESTIGATOR, people(INVESTIGATOR))


@pytest.fixture(scope="module")
def by_readers():
    return answer("hcc-neo", "rfs_24", CENTRAL, people(CENTRAL))


def test_the_protocol_says_whose_reading_counts(by_site, by_readers):
    assert times(by_site) == {
        1: ("event", "recurrence", 400),
        2: ("event", "recurrence", 400),
        3: ("event", "recurrence", 400),
        4: ("censored", "horizon", 731),
        5: ("censored", "horizon", 731),
        6: ("event", "recurrence", 500),
    }
    assert times(by_readers) == {
        1: ("event", "recurrence", 400),
        2: ("event", "recurrence", 300),
        3: ("censored", "last_adequate_imaging", 400),
        4: ("censored", "horizon", 731),
        5: ("censored", "horizon", 731),
        # A scan that nobody read never means "no event".
        6: ("censored", "never_assessed", 0),
    }


def test_the_other_reading_is_a_row_of_the_sensitivity(by_site, by_readers):
    said = table(by_site, "rfs_24_sensitivity")
    assert said.cell("headline", "pooled_events").participants == (1, 2, 3, 6)
    assert said.cell("central", "pooled_events").participants == (1, 2)
    swapped = table(by_readers, "rfs_24_sensitivity")
    assert swapped.cell("headline", "pooled_events").participants == (1, 2)
    assert swapped.cell("investigator", "pooled_events").participants == (1, 2, 3, 6)


def test_who_differs_is_listed_whichever_counts(by_site, by_readers):
    for found in (by_site, by_readers):
        cells = table(found, "rfs_24_discordance")
        placed = {
            (row.key, column.key): cell.participants
            for row in cells.rows
            for column, cell in zip(cells.columns, row.cells, strict=True)
            if cell.participants
        }
        assert placed == {
            ("recurrence", "same_day"): (1,),
            ("recurrence", "another_day"): (2,),
            ("recurrence", "none"): (3,),
            ("recurrence", "unread"): (6,),
            ("none", "another_day"): (4,),
            ("none", "none"): (5,),
        }


def test_without_a_verdict_nothing_is_added():
    unread = [person(1, counts=INVESTIGATOR, site=(400,), site_clear=(300,))]
    keys = [one.key for one in answer("hcc-neo", "rfs_24", INVESTIGATOR, unread).blocks]
    assert "rfs_24_discordance" not in keys
    rows = table(answer("hcc-neo", "rfs_24", INVESTIGATOR, unread), "rfs_24_sensitivity").rows
    assert [row.key for row in rows] == [
        "headline",
        "protocol_set",
        "rfs_from_enrollment",
        "between_scans",
        "between_scans_weibull",
    ]


def test_survival_rests_on_no_reading():
    found = answer("hcc-neo", "os_by_arm", INVESTIGATOR, people(INVESTIGATOR))
    keys = {one.key for one in found.blocks}
    assert "os_by_arm_discordance" not in keys
    assert "central" not in {row.key for row in table(found, "os_by_arm_sensitivity").rows}


def test_the_adjuvant_trial_shows_it_as_well():
    def prospective(one):
        facts = {**one.facts, "part": Known("prospective")}
        return CutPerson(id=one.id, code=one.code, activation=1, facts=facts, earlier=one.earlier)

    given = [prospective(one) for one in people(INVESTIGATOR)]
    found = table(
        answer("hcc-adj", "rfs_described", INVESTIGATOR, given), "rfs_described_sensitivity"
    )
    assert found.cell("central", "pooled_events").participants == (1, 2, 4)
