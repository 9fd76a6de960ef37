"""Arms beside each other: worked by hand on hcc-neo, nobody from a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from analysis.domain.plan import SurvivalResult
from analysis.domain.results import Basis, result_of
from analysis.domain.two_proportions import Counted, two_proportions
from analysis.selectors.cut_people import CutPerson
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

START, CUT = date(2026, 1, 2), date(2029, 12, 31)
NEO, ALONE = "neoadjuvant", "surgery_alone"


def day(after):
    found = START + timedelta(days=after)
    return Known(PartialDate(found.year, found.month, found.day))


def person(number, arm, *, resected=60, **days):
    """Enrolled on day 0; facts on days after it, or as given."""
    facts = {"enrolled": day(0), "arm": Known(arm)}
    if resected is not None:
        facts["surgery_date"] = day(resected)
    facts |= {name: day(at) if isinstance(at, int) else at for name, at in days.items()}
    return CutPerson(id=number, code=f"N-{number}", activation=1, facts=facts, arm=arm)


def answer(analysis, people, *, closed=True, cut=CUT, protocol=None):
    protocol = protocol or shipped("hcc-neo")
    found = next(one for one in protocol.analyses if one.id == analysis)
    basis = Basis(protocol=protocol, people=people, events=(), cut=cut, source="Cut", closed=closed)
    return result_of(found, basis)


def table(result, key):
    return next(one for one in result.blocks if getattr(one, "key", "") == key)


def values(table, row):
    found = next(one for one in table.rows if one.key == row)
    return {column.key: cell.value for column, cell in zip(table.columns, found.cells, strict=True)}


# Four in each arm, from surgery: neoadjuvant 3 free and 1 recurred, surgery alone 2 and 2.
FOLLOWED = [
    *(person(n, NEO, last_adequate_imaging=960) for n in (1, 2, 3)),
    person(4, NEO, recurrence=400, last_adequate_imaging=300),
    *(person(n, ALONE, last_adequate_imaging=960) for n in (5, 6)),
    person(7, ALONE, recurrence=300, last_adequate_imaging=200),
    person(8, ALONE, death=140, last_adequate_imaging=100),
]
GONE = [
    person(9, NEO, resected=None, progression=50, first_dose=5),
    person(10, NEO, resected=None, death=30, no_resection_date=20, first_dose=5),
    person(11, NEO, resected=None, first_dose=5),
]


@pytest.fixture(scope="module")
def at_24():
    return answer("rfs_24", FOLLOWED)


def test_the_difference_of_the_curves_by_hand(at_24):
    assert isinstance(at_24, SurvivalResult)
    found = values(table(at_24, "rfs_24_difference"), f"{NEO}:24")
    # Nobody is lost, so the variance of a share is p (1 - p) / n.
    reach = 1.959964 * (0.75 * 0.25 / 4 + 0.5 * 0.5 / 4) ** 0.5
    assert found["difference"] == pytest.approx(0.25)
    assert (found["lower"], found["upper"]) == pytest.approx((0.25 - reach, 0.25 + reach))
    assert -1 < found["small_lower"] < found["difference"] < found["small_upper"] < 1


def test_the_crude_share_has_its_own_denominator():
    people = [*FOLLOWED, person(12, NEO, last_adequate_imaging=200)]
    found = table(answer("rfs_24", people), "rfs_24_crude_24")
    row = values(found, NEO)
    assert (row["free"], row["of"], row["unknown"]) == (3, 4, 1)
    assert found.cell(NEO, "unknown").participants == (12,)
    apart = two_proportions(Counted(yes=3, of=4), Counted(yes=2, of=4))
    difference = values(found, f"{NEO}:difference")
    assert (difference["share"], difference["lower"]) == (0.25, apart.limits.lower)
    assert difference["p"] == apart.fisher_p


def test_mean_days_free_by_hand(at_24):
    found = values(table(at_24, "rfs_24_restricted_mean"), f"{NEO}:24")
    assert found["first"] == pytest.approx((3 * 730.5 + 340) / 4)
    assert found["second"] == pytest.approx((2 * 730.5 + 240 + 80) / 4)
    assert found["difference"] == pytest.approx(found["first"] - found["second"])


def test_open_readers_see_nobody_compared():
    found = answer("rfs_24", FOLLOWED, closed=False)
    keys = [one.key for one in found.blocks]
    assert keys == ["rfs_24_crude_24", "rfs_24_sensitivity"]
    crude = table(found, "rfs_24_crude_24")
    assert [row.key for row in crude.rows] == ["pooled"]
    assert answer("rfs_adjusted", FOLLOWED, closed=False) is None
    assert answer("rfs_weighted", FOLLOWED, closed=False) is None


# --- clocks --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clocks():
    return answer("rfs_clocks", [*FOLLOWED, *GONE])


def test_each_clock_says_whom_it_leaves_out(clocks):
    found = table(clocks, "rfs_clocks_left_out")
    assert found.cell("rfs_from_enrollment", NEO).value == 7
    assert found.cell("own", NEO).value == 4
    assert found.cell("own:no_time", NEO).participants == (9, 10, 11)
    assert found.cell("landmark:by_landmark", ALONE).participants == (8,)
    assert found.cell("landmark", ALONE).value == 3


def test_the_same_endpoint_by_three_clocks(clocks):
    found = table(clocks, "rfs_clocks_clocks")
    enrolled, own, late = (
        values(found, f"{key}:24") for key in ("rfs_from_enrollment", "own", "landmark")
    )
    # Number 11 is never assessed; of the six others 9 and 10 failed before surgery, 4 after.
    assert enrolled[f"{NEO}_events"] == 3
    assert (own[f"{NEO}_events"], own[f"{ALONE}_events"]) == (1, 2)
    assert late[f"{ALONE}_events"] == 1
    assert own[f"{NEO}_difference"] == pytest.approx(0.25)
    assert late[f"share_{ALONE}"] == pytest.approx(2 / 3)


# --- attrition and maturity ----------------------------------------------------------------------


def test_from_enrollment_to_resection():
    found = table(answer("attrition", [*FOLLOWED, *GONE]), "attrition_attrition")
    of_neo = {row.key: row.cells[0].participants for row in found.rows}
    assert of_neo["enrolled"] == (1, 2, 3, 4, 9, 10, 11)
    assert (of_neo["dosed"], of_neo["not_resected"]) == ((9, 10, 11), (9, 10, 11))
    assert (of_neo["progressed"], of_neo["died"], of_neo["waiting"]) == ((9,), (10,), (11,))
    assert (of_neo["decided"], of_neo["lost"]) == ((), ())


def test_what_comes_after_the_cut_has_not_happened():
    early = answer("attrition", FOLLOWED, cut=START + timedelta(days=59))
    found = table(early, "attrition_attrition")
    assert found.cell("resected", NEO).value == 0
    assert found.cell("waiting", NEO).value == 4


def test_who_can_have_the_horizon_behind_them_by_when():
    people = [
        person(1, NEO, resected=0, last_adequate_imaging=800),
        person(2, NEO, resected=300, last_adequate_imaging=600),
        person(3, NEO, resected=300, recurrence=500, last_adequate_imaging=400),
    ]
    cut = START + timedelta(days=731)
    found = values(table(answer("maturity", people, cut=cut), "maturity_maturity"), "24")
    assert (found["on_0"], found["on_6"], found["on_12"]) == (1, 1, 3)
    assert found["reached"] == 2
    assert found["last"] == START + timedelta(days=1031)


# --- adjusted ------------------------------------------------------------------------------------


def treated(size=160):
    """Larger tumors are given more and recur sooner; the arm changes nothing."""
    chance = np.random.default_rng(5)
    tumor = chance.normal(size=size)
    neo = chance.random(size) < 1 / (1 + np.exp(-tumor))
    event = 30 + chance.exponential(900 * np.exp(-0.6 * tumor)).astype(int)
    return [
        person(
            row + 1,
            NEO if neo[row] else ALONE,
            resected=0,
            **(
                {"recurrence": int(event[row]), "last_adequate_imaging": int(event[row]) - 1}
                if event[row] < 900
                else {"last_adequate_imaging": 900}
            ),
            largest_tumor=Known(Decimal(f"{50 + 10 * tumor[row]:.1f}")),
            age_at_consent=Known(55 + row % 9),
        )
        for row in range(size)
    ]


@pytest.fixture(scope="module")
def patients():
    return treated()


def test_a_model_with_what_was_known_before(patients):
    found = answer("rfs_adjusted", patients)
    counted = table(found, "rfs_adjusted_counted")
    assert (values(counted, "timed"), values(counted, "complete")) == (
        {"participants": 160},
        {"participants": 160},
    )
    model = table(found, "rfs_adjusted_model")
    assert [row.key for row in model.rows] == [f"group={NEO}", "age_at_consent", "largest_tumor"]
    crude = values(table(answer("rfs_24", patients), "rfs_24_sensitivity"), "headline")
    adjusted = values(model, f"group={NEO}")
    assert crude[f"{NEO}_hazard_ratio"] > adjusted["hazard_ratio"]
    assert adjusted["lower"] < 1 < adjusted["upper"]
    assert 0 < values(model, "largest_tumor")["drift"] < 1


def test_weights_make_the_arms_alike(patients):
    found = answer("rfs_weighted", patients)
    assert abs(values(table(found, "rfs_weighted_balance"), "largest_tumor")["crude"]) > 0.3
    assert values(table(found, "rfs_weighted_weights"), "overlap")["imbalance"] < 1e-8
    contrast = values(table(found, "rfs_weighted_contrast"), "overlap:24")
    assert contrast["lower"] < 0 < contrast["upper"]
    assert contrast["drawn_lower"] < 0 < contrast["drawn_upper"]


def test_nobody_with_every_covariate_is_said():
    (counted, model) = answer("rfs_adjusted", FOLLOWED).blocks
    (said,) = {str(row.cells[0].value) for row in model.rows}
    assert said.startswith("3 events are too few for a hazard ratio")
    assert len(counted.footnotes) == 7


# --- sensitivities -------------------------------------------------------------------------------


def test_other_sets_stand_beside_the_headline():
    left = [replace(FOLLOWED[7], exclusions=("E3",)), *FOLLOWED[:7]]
    found = table(answer("rfs_24", left), "rfs_24_sensitivity")
    assert found.cell("headline", f"{ALONE}_events").participants == (7, 8)
    assert found.cell("protocol_set", f"{ALONE}_events").participants == (7,)
    assert "rfs_from_enrollment" in [row.key for row in found.rows]


def test_partial_dates_are_taken_at_both_ends():
    vague = person(4, NEO, recurrence=Known(PartialDate(2027, 1, None)), last_adequate_imaging=200)
    found = table(answer("rfs_24", [*FOLLOWED[:3], vague, *FOLLOWED[4:]]), "rfs_24_sensitivity")
    assert {"earliest", "latest"} <= {row.key for row in found.rows}
    assert not {"earliest", "latest"} & {
        row.key for row in table(answer("rfs_24", FOLLOWED), "rfs_24_sensitivity").rows
    }
