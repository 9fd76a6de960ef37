from datetime import date

import pytest

from inference.domain.series_sets import Accepted, complete_sets, phases_lacking

PHASES = ("plain", "arterial", "delayed")
DAY = date(2026, 1, 4)


def stored(*phases, study="1.2", day=DAY, start=1):
    return [
        Accepted(key=start + at, study_uid=study, phase=phase, acquired_on=day)
        for at, phase in enumerate(phases)
    ]


def test_a_set_is_whole_with_every_phase_in_the_order_of_the_protocol():
    (found,) = complete_sets(stored("delayed", "plain", "arterial"), PHASES)
    assert found.phases == PHASES
    assert found.anchor == 1
    assert found.acquired_on == DAY


@pytest.mark.parametrize("phases", [(), ("plain",), ("plain", "arterial", "arterial")])
def test_a_set_that_lacks_a_phase_is_none(phases):
    assert list(complete_sets(stored(*phases), PHASES)) == []


def test_phases_of_two_studies_make_no_set():
    mixed = [*stored("plain", "arterial"), *stored("delayed", study="1.3", start=9)]
    assert list(complete_sets(mixed, PHASES)) == []


def test_the_series_that_came_first_counts():
    (found,) = complete_sets(stored("plain", "arterial", "delayed", "arterial"), PHASES)
    assert [one.key for one in found.series] == [1, 2, 3]


def test_a_scan_that_went_past_midnight_has_the_day_it_began():
    after = stored("delayed", day=date(2026, 1, 5), start=8)
    (found,) = complete_sets([*stored("plain", "arterial"), *after], PHASES)
    assert found.acquired_on == DAY


def test_two_whole_studies_are_two_sets():
    again = stored(*PHASES, study="1.3", start=9)
    assert [one.anchor for one in complete_sets([*again, *stored(*PHASES)], PHASES)] == [1, 9]


@pytest.mark.parametrize(
    ("series", "lacking"),
    [
        ([], list(PHASES)),
        (stored("arterial"), ["plain", "delayed"]),
        ([*stored("plain"), *stored("plain", "delayed", study="1.3")], ["arterial"]),
        (stored(*PHASES), []),
    ],
)
def test_what_still_has_to_be_sent(series, lacking):
    assert phases_lacking(series, PHASES) == lacking
