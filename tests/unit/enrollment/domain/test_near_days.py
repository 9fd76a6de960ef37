"""On which day a criterion that is not met would be, with the values as they are."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.domain.near_days import NEVER, NearDay, facts_on, near_day
from tests.factories.conditions import condition, day, facts
from trials.domain.conditions import truth_of
from trials.domain.truth import Truth, negate

ON = date(2026, 3, 31)
MONTH = "{fact: mri, within: {months: 1, before: {fact: eligibility_day}}}"
DAYS_30 = "{fact: mri, within: {days: 30, before: {fact: eligibility_day}}}"
CONSENTED = "{fact: consented, at_most: {fact: eligibility_day}}"
ANOTHER = """{all: [{fact: other, is: true},
              {fact: active, within: {months: 60, before: {fact: eligibility_day}}}]}"""
AGE = "{fact: age, between: [18, 75]}"


def near(text, *, wanted=Truth.TRUE, born=None, **values):
    births = {"age": day(born)} if born else {}
    known = facts_on(ON, facts(**values), births)
    asked = condition(text)
    assert truth_of(asked, known) is negate(wanted)
    return near_day(asked, known, {}, wanted=wanted, on=ON, births=births)


@pytest.mark.parametrize(
    ("text", "values", "found"),
    [
        # From 31 March a month reaches back to 28 February.
        (MONTH, {"mri": day("2026-02-27")}, NearDay(met_until=date(2026, 3, 27))),
        (MONTH, {"mri": day("2026-04-01")}, NearDay(met_from=date(2026, 4, 1))),
        (MONTH, {"mri": day("2025-02-28")}, NearDay(met_until=date(2025, 3, 31))),
        (DAYS_30, {"mri": day("2026-02-28")}, NearDay(met_until=date(2026, 3, 30))),
        (CONSENTED, {"consented": day("2026-05-12")}, NearDay(met_from=date(2026, 5, 12))),
        # Known to the month: from when on it is certain.
        (CONSENTED, {"consented": day("2026-05")}, NearDay(met_from=date(2026, 5, 31))),
        # What another answer keeps unmet, no day mends.
        (
            f"{{all: [{CONSENTED}, {{fact: able, is: true}}]}}",
            {"consented": day("2026-05-12"), "able": False},
            NEVER,
        ),
    ],
)
def test_an_inclusion_is_met_from_or_until_a_day(text, values, found):
    assert near(text, **values) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"active": day("2021-05-11")}, NearDay(met_from=date(2026, 5, 12))),
        ({"active": day("2021-03-31")}, NearDay(met_from=date(2026, 4, 1))),
        ({"active": day("2022")}, NearDay(met_from=date(2028, 1, 1))),
    ],
)
def test_an_exclusion_ends_with_the_years_it_reaches_back(values, found):
    assert near(ANOTHER, wanted=Truth.FALSE, other=True, **values) == found


@pytest.mark.parametrize(
    ("born", "found"),
    [
        ("2008-05-12", NearDay(met_from=date(2026, 5, 12))),
        ("2008-04-01", NearDay(met_from=date(2026, 4, 1))),
        ("1950-03-31", NearDay(met_until=date(2026, 3, 30))),
        # Born on 29 February, one is eighteen on 1 March of a common year.
        ("2012-02-29", NearDay(met_from=date(2030, 3, 1))),
        ("2015-05", NearDay(met_from=date(2033, 5, 31))),
    ],
)
def test_an_age_is_reached_on_a_birthday(born, found):
    assert near(AGE, born=born) == found


def test_numbers_and_days_that_do_not_move_name_no_day():
    assert near("{fact: ecog, at_most: 1}", ecog=2) == NEVER
    days = {"mri": day("2026-03-05"), "surgery": day("2026-03-01")}
    assert near("{fact: mri, before: {fact: surgery}}", **days) == NEVER


some_days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@settings(max_examples=60, deadline=None)
@given(some_days, st.sampled_from([MONTH, DAYS_30, CONSENTED]))
def test_no_day_nearer_than_the_one_named_would_do(seen, text):
    """Held against asking every day of nine years."""
    values = facts(mri=day(seen.isoformat()), consented=day(seen.isoformat()))
    asked = condition(text)

    def holds(on):
        return truth_of(asked, facts_on(on, values, {})) is Truth.TRUE

    if holds(ON):
        return
    found = near_day(asked, values, {}, wanted=Truth.TRUE, on=ON, births={})
    days = [ON + timedelta(days=step) for step in range(-1700, 1700)]
    met = [one for one in days if holds(one)]
    later, earlier = [one for one in met if one > ON], [one for one in met if one < ON]
    assert found == (NearDay(met_from=later[0]) if later else NearDay(met_until=earlier[-1]))
