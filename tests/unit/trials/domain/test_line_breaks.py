import pytest

from trials.domain.line_breaks import pieces, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", ["one ", "two"]),
        ("中位（月）", ["中", "位", "（月）"]),
        (
            "见《方案》（第 3 版），共“2”例。",
            ["见", "《方", "案》", "（第 ", "3 ", "版），", "共", "“2”", "例。"],
        ),
        ("ctDNA 阳性：是", ["ctDNA ", "阳", "性：", "是"]),
        ("177 (56.2\u00a0%)", ["177 ", "(56.2\u00a0%)"]),
        ("don’t", ["don’t"]),
        ("）（", ["）", "（"]),
    ],
)
def test_signs_stay_with_what_they_open_and_close(text, expected):
    assert pieces(text) == expected


@pytest.mark.parametrize("width", range(1, 12))
def test_no_line_ends_with_an_opening_sign_or_begins_with_a_closing_one(width):
    text = "中位时间（月）：未达到，见（附表 2）。"
    lines = wrapped(text, width=width, measure=len)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line.endswith("（") or line[0] in "）：，。" for line in lines)
