"""A file of concealed scores: what is read, and what is said of a row that cannot be."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inference.domain.score_outputs import output
from inference.domain.score_rows import COLUMNS, Expected, columns_for, read

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
EXPECTED = Expected(model="metastasis_risk", version="1.0", now=NOW)
GOOD = {
    "participant": "CRLM-WH-100001-K",
    "score": "0.73125481",
    "model": "metastasis_risk",
    "version": "1.0",
    "run_id": "run-1",
    "computed_at": "2026-03-01T09:30:00+08:00",
    "computed_by": "Imaging core",
    "input_sha256": "ab" * 32,
}


def file(*rows, columns=COLUMNS):
    lines = [",".join(f'"{row[name]}"' for name in columns) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


def problems(**changes):
    found = read(file({**GOOD, **changes}), EXPECTED)
    assert found.rows == []
    return [(one.row, one.column, str(one.message)) for one in found.problems]


def test_a_row_is_read_with_its_origin():
    (row,) = read(file(GOOD), EXPECTED).rows
    assert (row.row, row.participant, row.said) == (2, "CRLM-WH-100001-K", {"score": "0.73125481"})
    assert row.computed_at == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    assert (row.run_id, row.computed_by, row.input_sha256) == ("run-1", "Imaging core", "ab" * 32)


@pytest.mark.parametrize("score", ["0", "1", "0.5", "1.0", "1.00000000", "0.00000001"])
def test_scores_from_0_to_1(score):
    assert read(file({**GOOD, "score": score}), EXPECTED).rows[0].said == {"score": score}


@pytest.mark.parametrize(
    "score",
    ["1.1", "-0.1", "0.123456789", "0,5", "5e-1", "nan", ".5", "high", "٠.٥", "0.5 "[:3] + "x"],
)
def test_another_score_is_named_by_its_rule_and_not_repeated(score):
    ((row, column, message),) = problems(score=score)
    assert (row, column) == (2, "score")
    assert "from 0 to 1" in message
    assert score not in message


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("participant", "", "is empty"),
        ("participant", "x" * 101, "longer than 100"),
        ("model", "other", "must be metastasis_risk"),
        ("version", "1.1", "must be 1.0"),
        ("computed_at", "2026-03-01T09:30:00", "with its zone"),
        ("computed_at", "yesterday", "with its zone"),
        ("computed_at", "2026-03-02T09:01:00+08:00", "future"),
        ("computed_by", " ", "is empty"),
        ("input_sha256", "ab" * 31, "SHA-256"),
        ("input_sha256", "AB" * 32, "SHA-256"),
    ],
)
def test_each_cell_has_its_rule(column, cell, said):
    ((row, named, message),) = problems(**{column: cell})
    assert (row, named) == (2, column)
    assert said in message


def test_every_problem_of_every_row_is_told():
    bad = {**GOOD, "score": "2", "computed_by": "", "input_sha256": "cd" * 32}
    found = read(file(GOOD, bad, bad), EXPECTED)
    told = [(one.row, one.column) for one in found.problems]
    both = ["score", "computed_by"]
    assert told == [*((row, column) for row in (3, 4) for column in both), (4, "input_sha256")]
    assert str(found.problems[1]) == "row 3, column computed_by: is empty"


def test_the_same_participant_and_input_stand_once():
    found = read(file(GOOD, {**GOOD, "score": "0.1"}), EXPECTED)
    assert [str(one) for one in found.problems] == [
        "row 3, column input_sha256: the same participant and input stand in row 2 already"
    ]


@pytest.mark.parametrize("missing", COLUMNS)
def test_a_column_that_is_missing_is_named(missing):
    found = read(file(GOOD, columns=[one for one in COLUMNS if one != missing]), EXPECTED)
    assert [(one.row, one.column) for one in found.problems] == [(1, missing)]
    assert found.rows == []


def test_what_is_wrong_is_told_although_a_column_is_missing():
    columns = [one for one in COLUMNS if one != "run_id"]
    found = read(file({**GOOD, "score": "2"}, columns=columns), EXPECTED)
    assert [(one.row, one.column) for one in found.problems] == [(1, "run_id"), (2, "score")]


def test_a_row_that_is_wrong_still_says_of_whom():
    found = read(file({**GOOD, "score": "2", "computed_at": "x", "input_sha256": "y"}), EXPECTED)
    assert found.rows == []
    (claim,) = found.claims
    assert (claim.row, claim.participant) == (2, GOOD["participant"])
    assert (claim.input_sha256, claim.computed_at) == ("", None)


@pytest.mark.parametrize("text", ["", ",".join(COLUMNS) + "\n"])
def test_an_empty_file_is_refused(text):
    assert read(text, EXPECTED).problems


def test_cells_too_many_and_too_few_break_nothing():
    text = file(GOOD) + "only,two\n" + ",".join([*GOOD.values(), "more"]) + "\n"
    assert {one.row for one in read(text, EXPECTED).problems} == {3, 4}


def test_a_row_does_not_show_its_score():
    (row,) = read(file(GOOD), EXPECTED).rows
    assert "73125" not in repr(row)


class TestChoices:
    EXPECTED = replace(EXPECTED, codes=("wait", "cut"))
    GOOD = {**GOOD, "choice": "cut", "p_wait": "0.3", "p_cut": "0.7"}

    def read(self, **changes):
        row = {**self.GOOD, **changes}
        return read(file(row, columns=columns_for(self.EXPECTED.codes)), self.EXPECTED)

    def test_a_code_is_read_with_the_share_of_each(self):
        (row,) = self.read().rows
        assert row.said == {"choice": "cut", "p_wait": "0.3", "p_cut": "0.7"}
        assert output(row.said, self.EXPECTED.codes, name="care") == {
            "care": "cut",
            "probabilities": {"wait": 0.3, "cut": 0.7},
            "as_written": row.said,
        }

    @pytest.mark.parametrize(
        ("changes", "column", "said"),
        [
            ({"choice": "0.7"}, "choice", "must be one of wait, cut"),
            ({"p_wait": "30%"}, "p_wait", "from 0 to 1"),
            ({"p_wait": ""}, "p_wait", "is empty"),
            ({"p_wait": "0.2"}, "p_wait", "add up to 1"),
            ({"choice": "wait"}, "choice", "largest share"),
        ],
    )
    def test_each_rule_of_them(self, changes, column, said):
        found = self.read(**changes)
        ((named, message),) = [(one.column, str(one.message)) for one in found.problems]
        assert (found.rows, named) == ([], column)
        assert said in message

    def test_rounded_shares_and_a_draw_will_do(self):
        assert self.read(p_wait="0.333", p_cut="0.666").rows
        assert self.read(p_wait="0.5", p_cut="0.5").rows

    def test_a_number_alone_is_no_choice(self):
        found = read(file(GOOD), self.EXPECTED)
        assert [(one.row, one.column) for one in found.problems] == [
            (1, "choice"),
            (1, "p_wait"),
            (1, "p_cut"),
        ]
