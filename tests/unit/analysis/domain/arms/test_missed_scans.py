"""Events behind scans that nobody made, and between two that somebody made."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.domain.arms.between_scans import turnbull_cells
from analysis.domain.arms.missed_scans import after_missed_scans, moved
from analysis.domain.results import Basis, asked_of
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes
from tests.factories.shipped_protocols import shipped
from tests.unit.analysis.domain.arms.test_arms import (
    ALONE,
    CUT,
    FOLLOWED,
    NEO,
    answer,
    day,
    person,
    table,
    values,
)
from trials.domain.values import Known

SURGERY = 60


def scanned(one, *after_surgery):
    """With every clear scan, the last of which stands as the fact."""
    days = [Known(day(SURGERY + after).value) for after in after_surgery]
    facts = {**one.facts, "last_adequate_imaging": days[-1]}
    return replace(one, facts=facts, earlier={"last_adequate_imaging": days})


def asked(people):
    protocol = shipped("hcc-neo")
    analysis = next(one for one in protocol.analyses if one.id == "rfs_24")
    basis = Basis(protocol=protocol, people=people, events=(), cut=CUT, source="Cut", closed=True)
    return asked_of(analysis, protocol.endpoint(analysis.endpoint), basis)


def sensitivity(people):
    return table(answer("rfs_24", people), "rfs_24_sensitivity")


# --- behind missed scans -------------------------------------------------------------------------

# A clear scan at month 3, nothing at 6, 9, 12 and 15, a recurrence seen on day 500.
UNSEEN = scanned(person(4, NEO, recurrence=SURGERY + 500), 90)


@pytest.fixture(scope="module")
def missed():
    return sensitivity([*FOLLOWED[:3], UNSEEN, *FOLLOWED[4:]])


def test_an_event_behind_two_missed_scans_is_not_seen(missed):
    assert missed.cell("headline", f"{NEO}_events").participants == (4,)
    assert missed.cell("missed_scans", f"{NEO}_events").participants == ()


def test_or_it_happened_when_the_first_of_them_was_due(missed):
    assert missed.cell("first_missed_scan", f"{NEO}_events").participants == (4,)
    found = asked([UNSEEN])
    (derived,) = after_missed_scans(found, moved)
    # Six months of 30.4375 days, and nothing else about the event changed.
    assert (found.derived[0].days, derived.days, derived.why) == (500, 183, "recurrence")
    assert derived.end_date == day(SURGERY + 183).value.full


def test_it_never_happened_before_a_clear_scan():
    """That of month 6 was made late in its window: the first that was missed is month 9."""
    late = scanned(person(4, NEO, recurrence=SURGERY + 500), 90, 183 + 10)
    (derived,) = after_missed_scans(asked([late]), moved)
    assert derived.days == 274


def test_one_missed_scan_is_no_gap():
    seen = scanned(person(4, NEO, recurrence=SURGERY + 220), 90)
    found = sensitivity([*FOLLOWED[:3], seen, *FOLLOWED[4:]])
    assert not {"missed_scans", "first_missed_scan"} & {row.key for row in found.rows}


# --- between two scans ---------------------------------------------------------------------------


def test_nothing_seen_between_two_scans_is_no_row():
    free = [*FOLLOWED[:3], *FOLLOWED[4:6]]
    died = person(8, ALONE, death=140, last_adequate_imaging=100)
    rows = {row.key for row in sensitivity([*free, died]).rows}
    assert "between_scans" not in rows


def test_the_share_where_no_interval_holds_the_month():
    """Seen on day 340 after a clear scan, long before month 24: the share is that of the curve."""
    found = sensitivity(FOLLOWED)
    turnbull = values(found, "between_scans")
    assert turnbull[f"{NEO}_events"] == 1
    assert turnbull[f"share_{NEO}"] == pytest.approx(0.75)
    assert turnbull[f"share_{ALONE}"] == pytest.approx(0.5)


def test_the_share_where_an_interval_holds_the_month():
    """Clear on day 300, seen on day 340: at ten months nobody knows, at twelve everybody does."""
    people = [scanned(person(4, NEO, recurrence=SURGERY + 340), 90, 300), *FOLLOWED[:3]]
    found = asked(people)
    side = next(one for one in found.sides if one.key == NEO)
    _events, share, *_rest = turnbull_cells(found, side, [10])
    assert str(share.value) == "0.750 to 1.000"
    _events, share, *_rest = turnbull_cells(found, side, [12])
    assert share.value == pytest.approx(0.75)


def many(arm, first, rng, scale):
    """Scans every three months for two years; some are lost, a fifth of the events are deaths."""
    for number in range(first, first + 60):
        event, left = rng.exponential(scale), rng.uniform(300, 900)
        scans = [91 * place for place in range(1, 10)]
        clear = [one for one in scans if one < min(event, left)] or [1]
        facts = {}
        if event < left and event < 720:
            died = rng.random() < 0.2
            seen = next((one for one in scans if one >= event), 819)
            facts = {"death" if died else "recurrence": SURGERY + int(event if died else seen)}
        yield scanned(person(number, arm, **facts), *clear)


@pytest.fixture(scope="module")
def large():
    rng = np.random.default_rng(3)
    return [*many(NEO, 1, rng, 900), *many(ALONE, 101, rng, 500)]


def test_models_of_both_kinds_of_time_agree_roughly(large):
    """An event dated to the scan that shows it comes late by half an interval in both arms alike:
    the ratio hardly moves, the share falls a little."""
    found = sensitivity(large)
    exact, between = values(found, "headline"), values(found, "between_scans_weibull")
    key = next(name for name in exact if name.endswith("hazard_ratio"))
    assert between[key] == pytest.approx(exact[key], rel=0.1)
    assert between[key.replace("hazard_ratio", "p")] < 0.05
    for arm in (NEO, ALONE):
        assert between[f"{arm}_events"] == exact[f"{arm}_events"]
        assert between[f"share_{arm}"] == pytest.approx(exact[f"share_{arm}"], abs=0.08)
        lower, upper = between[f"share_lower_{arm}"], between[f"share_upper_{arm}"]
        assert lower < between[f"share_{arm}"] < upper


def test_open_readers_see_one_share_and_no_ratio(large):
    found = table(answer("rfs_24", large, closed=False), "rfs_24_sensitivity")
    row = values(found, "between_scans_weibull")
    assert "pooled_events" in row
    assert not any("hazard" in name for name in row)


def test_too_few_events_are_refused_as_in_the_headline():
    found = sensitivity(FOLLOWED)
    exact, between = values(found, "headline"), values(found, "between_scans_weibull")
    key = next(name for name in exact if name.endswith("hazard_ratio"))
    assert str(between[key]) == str(exact[key])


def test_deaths_alone_give_the_curve_itself():
    """With every time known to the day, Turnbull's estimate is that of Kaplan and Meier."""
    people = [person(n, NEO, death=SURGERY + 20 * n, last_adequate_imaging=61) for n in range(1, 9)]
    people += [person(9, NEO, recurrence=SURGERY + 5), person(10, ALONE, last_adequate_imaging=900)]
    found = asked(people)
    side = next(one for one in found.sides if one.key == NEO)
    _events, share, *_rest = turnbull_cells(found, side, [3])
    curve = kaplan_meier(SurvivalTimes.of([5, *(20 * n for n in range(1, 9))], [True] * 9))
    assert share.value == pytest.approx(curve.at(91).surv)
