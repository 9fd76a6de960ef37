import pytest

from analysis.figures.sheet import widest, wrapped
from analysis.figures.style import Shape, house_style

ENGLISH = "Data cut dsmb-3, events to 2026-06-30, 9f8e7d6c5b4a"
CHINESE = "数据截点 dsmb-3，事件截至 2026-06-30，9f8e7d6c5b4a"


@pytest.fixture(autouse=True)
def style():
    with house_style(Shape.NARROW):
        yield


def test_width_grows_with_the_letters():
    assert widest(["iii"], 10) < widest(["iii", "mmm"], 10)
    assert widest(["mmm"], 20) == pytest.approx(2 * widest(["mmm"], 10), rel=0.02)


def test_nothing_has_no_width():
    assert widest([], 10) == 0


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
@pytest.mark.parametrize("width", [1.5, 2.0, 2.5])
def test_lines_keep_within_the_width_and_lose_no_letter(text, width):
    lines = wrapped(text, 9.75, width=width)

    assert len(lines) > 1
    assert widest(lines, 9.75) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_a_short_text_stays_one_line(text):
    assert wrapped(text, 9.75, width=10) == [text]


def test_a_word_longer_than_the_line_stands_alone():
    assert wrapped("a extraordinarily b", 10, width=0.5) == ["a", "extraordinarily", "b"]
