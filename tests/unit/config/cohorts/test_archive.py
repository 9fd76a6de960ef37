import csv
import io
from collections import Counter
from datetime import date

import pytest

from config.cohorts import crlm, hcc_adj
from config.cohorts.archive import as_csv
from config.cohorts.loading import ARCHIVES
from trials.domain.partial_dates import PartialDate
from trials.domain.scores import age_on

CENTERS = ["WH", "YC"]


def rows(slug: str, count: int = 400, seed: int = 3) -> list[dict[str, str]]:
    return list(ARCHIVES[slug].rows(count=count, seed=seed, centers=CENTERS))


@pytest.mark.parametrize("slug", ["crlm", "hcc-adj"])
class TestEveryArchive:
    def test_same_seed_gives_the_same_file(self, slug):
        first, second = (as_csv(iter(rows(slug, 20))) for _ in range(2))
        assert first == second
        assert first != as_csv(iter(rows(slug, 20, seed=4)))

    def test_longer_file_begins_with_the_shorter(self, slug):
        assert rows(slug, 30)[:10] == rows(slug, 10)

    def test_numbers_begin_anew_at_each_center(self, slug):
        found = Counter((row["center"], row["record"]) for row in rows(slug))
        assert set(found.values()) == {1}
        assert {row["record"] for row in rows(slug, 4)} == {"1", "2"}

    def test_centers_are_not_copies_of_each_other(self, slug):
        wuhan, yichang = rows(slug, 2)
        assert wuhan["surgery_date"] != yichang["surgery_date"]

    def test_age_is_the_age_on_the_day_of_surgery(self, slug):
        for row in rows(slug):
            born = date.fromisoformat(row["birth_date"])
            operated = date.fromisoformat(row["surgery_date"])
            assert age_on(birth=born, on=operated) == int(row["age"])

    def test_nobody_is_named_as_a_person_is(self, slug):
        assert all(row["name"].startswith("合成病例") for row in rows(slug))
        assert len({row["name"] for row in rows(slug)}) == 400

    def test_nothing_is_dated_after_the_last_contact(self, slug):
        ends = ("recurrence", "last_clear_scan", "death_date", "liver_met_date", "tki_start")
        for row in rows(slug):
            last = PartialDate.parse(row["last_contact"]).latest()
            for name in ends:
                if row.get(name):
                    assert PartialDate.parse(row[name]).earliest() <= last, (name, row)

    def test_file_reads_back(self, slug):
        text = as_csv(iter(rows(slug, 5)))
        assert list(csv.DictReader(io.StringIO(text))) == rows(slug, 5)


def share(of: list[dict[str, str]], name: str, value: str = "1") -> float:
    return sum(row[name] == value for row in of) / len(of)


def test_liver_metastasis_is_as_frequent_as_reported_and_follows_the_stage():
    """10 to 20 of 100 after resection of stage I to III; several times more with positive nodes."""
    found = rows("crlm", 3000)
    assert 0.08 < share(found, "liver_met") < 0.2
    nodes = [row for row in found if row["pn"] != "N0"]
    clear = [row for row in found if row["pn"] == "N0"]
    assert share(nodes, "liver_met") > 2 * share(clear, "liver_met")


def test_recurrence_is_as_frequent_as_the_protocol_says_and_follows_the_invasion():
    """The text of hcc-adj prints 50 to 70 of 100 within five years."""
    found = rows("hcc-adj", 3000)
    assert 0.45 < sum(bool(row["recurrence"]) for row in found) / len(found) < 0.7
    by_invasion = {
        code: [bool(row["recurrence"]) for row in found if row["mvi"] == code]
        for code in ("M0", "M2")
    }
    rates = {code: sum(seen) / len(seen) for code, seen in by_invasion.items()}
    assert rates["M2"] > rates["M0"] + 0.1


def test_all_four_strategies_were_received_and_none_is_rare():
    strategies = Counter(
        (bool(row["tace_1"]), bool(row["tki_start"])) for row in rows("hcc-adj", 3000)
    )
    assert len(strategies) == 4
    assert min(strategies.values()) > 60


def test_treatment_begins_before_any_recurrence():
    for row in rows("hcc-adj", 1000):
        for start in ("tace_1", "tace_2", "tki_start"):
            assert not row[start] or not row["recurrence"] or row[start] < row["recurrence"]


@pytest.mark.parametrize(
    ("pn", "fewest", "most"), [(name, *bounds) for name, bounds in crlm.NODES.items()]
)
def test_positive_nodes_fit_the_category(pn, fewest, most):
    found = [int(row["nodes_positive"]) for row in rows("crlm", 2000) if row["pn"] == pn]
    assert found
    assert fewest <= min(found)
    assert max(found) <= most


@pytest.mark.parametrize(
    ("count", "size", "stage"), [(1, 20, "0"), (1, 21, "A"), (3, 30, "A"), (2, 31, "B")]
)
def test_bclc_stage_follows_number_and_size(count, size, stage):
    assert hcc_adj.bclc(count, size) == stage
