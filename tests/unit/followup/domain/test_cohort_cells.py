from datetime import date

import pytest

from followup.domain.cohort_cells import Row
from followup.domain.cohort_mapping import CohortMapping, Column, Day, Filled
from trials.domain.partial_dates import PartialDate

MAPPING = CohortMapping(
    trial="small",
    source="A file",
    number="id",
    nominal_origin=date(1990, 1, 1),
    sex=Column(column="sex"),
    age=Column(column="age"),
    forms=(Filled(form="baseline", items={}),),
    death=Day(column="died"),
    last_contact=Day(column="seen"),
)


def row(**cells: str) -> Row:
    return Row(MAPPING, date(2026, 3, 2), 7, cells, site="WH")


def told(of: Row) -> list[str]:
    return [str(problem) for problem in of.problems]


class TestWholeNumbers:
    @pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "１"])
    def test_anything_else_is_named(self, text):
        read = row(n=text)
        assert read.whole("n") is None
        assert told(read) == [f"row 7, column n: “{text}” is not a whole number of 0 or more."]

    def test_too_large(self):
        read = row(n="131")
        assert read.whole("n", most=130) is None
        assert told(read) == ["row 7, column n: 131 is too large; 130 is the most."]

    def test_problem_knows_its_site(self):
        read = row(n="x")
        read.whole("n")
        assert read.problems[0].site == "WH"


class TestCodes:
    def test_mapped(self):
        column = Column(column="sex", codes={"F": "female"})
        assert row(sex="F").one_of(column, ["female", "male"]) == "female"

    def test_same_for_everybody(self):
        assert row().one_of(Column(value="other"), ["other"]) == "other"

    def test_unknown_code_names_those_of_the_file(self):
        read = row(sex="X")
        read.one_of(Column(column="sex", codes={"F": "female"}), ["female", "male"])
        assert told(read) == ["row 7, column sex: “X” is none of: F."]


class TestDays:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("2021", PartialDate(2021)),
            ("2021-03", PartialDate(2021, 3)),
            ("2021-03-05", PartialDate(2021, 3, 5)),
            ("", None),
        ],
    )
    def test_kept_as_far_as_known(self, text, found):
        read = row(died=text)
        assert read.day(Day(column="died")) == found
        assert not read.problems

    @pytest.mark.parametrize("text", ["2021-02-30", "05.03.2021", "2021-13", "yes"])
    def test_impossible_is_named(self, text):
        read = row(died=text)
        assert read.day(Day(column="died")) is None
        assert len(read.problems) == 1

    def test_future_is_refused(self):
        read = row(died="2026-03-03")
        assert read.day(Day(column="died")) is None
        assert told(read) == [
            "row 7, column died: 2026-03-03 lies in the future; today is 2026-03-02."
        ]

    def test_month_of_today_is_no_future(self):
        assert row(died="2026-03").day(Day(column="died")) == PartialDate(2026, 3)

    def test_counted_from_the_nominal_origin(self):
        assert row(t="31").day(Day(days="t")) == PartialDate(1990, 2, 1)

    @pytest.mark.parametrize(("flag", "found"), [("1", PartialDate(1990, 1, 3)), ("0", None)])
    def test_happened_only_where_the_flag_says_so(self, flag, found):
        assert row(t="2", d=flag).day(Day(days="t", when="d")) == found

    def test_flag_that_is_neither(self):
        read = row(t="2", d="2")
        assert read.day(Day(days="t", when="d")) is None
        assert told(read) == ["row 7, column d: “2” is none of: 0, 1."]

    def test_day_needed_and_blank(self):
        read = row(seen="")
        read.needed(Day(column="seen"))
        assert told(read) == ["row 7, column seen: There is no date here."]

    def test_whole_day_needed_and_known_to_the_month(self):
        read = row(start="2021-03")
        assert read.full_day(Day(column="start")) is None
        assert told(read) == [
            "row 7, column start: 2021-03 is not exact enough: the day is needed."
        ]
