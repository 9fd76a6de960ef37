import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from analysis.domain.curve_tables import CurveSet
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.tables import Wording
from analysis.figures.fonts import UnableToWrite
from analysis.figures.km import draw
from analysis.figures.sheet import ROW
from analysis.figures.style import STROKES, Shape

SVG = "{http://www.w3.org/2000/svg}"


def colors_in(drawn):
    return {stroke.color for stroke in STROKES if stroke.color.lower().encode() in drawn.lower()}


def height_of(drawn):
    return float(ElementTree.fromstring(drawn).get("height").removesuffix("pt"))


def test_a_figure_is_an_svg_without_letters_to_look_up(build_curves):
    """An <img> cannot reach the fonts of a page, so every letter is an outline."""
    root = ElementTree.fromstring(draw(build_curves()))

    assert root.tag == f"{SVG}svg"
    assert not root.findall(f".//{SVG}text")


def test_the_same_curves_are_the_same_bytes(build_curves):
    assert draw(build_curves()) == draw(build_curves())


SCRIPT = """
import hashlib
from analysis.domain.curve_tables import CurveSet, group_of
from analysis.domain.survival.times import SurvivalTimes
from analysis.figures.km import draw
groups = [group_of(n, n, SurvivalTimes.of([d, 2 * d, 700], [True, False, True])) for n, d in
          [("A", 100), ("B", 150)]]
curves = CurveSet(key="rfs", title="RFS", of="Free", since="surgery", groups=tuple(groups),
                  at_months=(6,))
for file_format in ("svg", "png"):
    print(hashlib.sha256(draw(curves, file_format=file_format)).hexdigest())
"""


def test_other_processes_draw_the_same_bytes():
    drawn = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(drawn) == 1
    assert [len(line) for line in drawn.pop().split()] == [64, 64]


def test_no_date_and_no_machine_in_the_file(build_curves):
    drawn = draw(build_curves())

    assert b"dc:date" not in drawn
    assert b"Matplotlib" not in drawn


def test_each_group_has_its_own_color(build_curves):
    assert len(colors_in(draw(build_curves()))) == 2


def test_each_group_has_its_own_line_style(build_curves):
    assert len({stroke.dashes for stroke in STROKES}) == len(STROKES)
    assert b"stroke-dasharray" in draw(build_curves())


def test_a_figure_speaks_its_readers_language(build_curves):
    chinese = Wording("zh-hans", {"Number at risk": "风险人数"}.get)
    words = []

    def translate(text):
        words.append(text)
        return chinese.translate(text) or text

    drawn = draw(build_curves(), wording=Wording("zh-hans", translate))

    assert drawn != draw(build_curves())
    assert {"Number at risk", "Months from: {origin}", "Events / N"} <= set(words)


def test_a_character_our_fonts_lack_is_refused_by_name(build_curves):
    with pytest.raises(UnableToWrite, match=r"“𠮷” \(U\+20BB7\)"):
        draw(build_curves(title="𠮷"))


def test_a_narrow_figure_is_360_pixels_wide(build_curves):
    root = ElementTree.fromstring(draw(build_curves(), shape=Shape.NARROW))

    assert float(root.get("width").removesuffix("pt")) * 96 / 72 == 360


def test_long_names_stand_above_their_numbers(build_curves):
    groups = (SurvivalTimes.of([300, 900], [True, False]),) * 2
    named = [("A", "A", groups[0]), ("B", "Short", groups[1])]
    long = [("A", "A", groups[0]), ("B", "HAIC + lenvatinib + PD-1, then surgery", groups[1])]

    beside, above = (
        height_of(draw(build_curves(*chosen), shape=Shape.NARROW)) for chosen in (named, long)
    )

    assert above == pytest.approx(beside + 2 * ROW * 72, abs=1)


def test_a_long_title_takes_a_second_line(build_curves):
    title = "Recurrence-free survival from enrollment, never resected counted as failure"

    long = draw(build_curves(title=title), shape=Shape.NARROW)

    short = draw(build_curves(), shape=Shape.NARROW)
    assert height_of(long) == pytest.approx(height_of(short) + ROW * 72, abs=1)


def test_each_further_group_adds_its_two_lines(build_curves):
    groups = [(name, name, SurvivalTimes.of([300, 900], [True, False])) for name in "ABC"]

    two, three = (height_of(draw(build_curves(*groups[:size]))) for size in (2, 3))

    assert three == pytest.approx(two + 2 * ROW * 72, abs=1)


def test_an_empty_group_is_named_and_draws_no_curve(build_curves):
    nobody = ("B", "Nobody", SurvivalTimes.of([], []))
    somebody = ("A", "Somebody", SurvivalTimes.of([300, 900], [True, False]))

    assert len(draw(build_curves(somebody, nobody))) > 0
    assert len(draw(build_curves(nobody))) > 0


@pytest.mark.parametrize(
    "times",
    [
        pytest.param(SurvivalTimes.of([300, 900], [True, True]), id="everybody had the event"),
        pytest.param(SurvivalTimes.of([300, 900], [False, False]), id="nobody had the event"),
        pytest.param(SurvivalTimes.of([300], [True]), id="one participant"),
        pytest.param(SurvivalTimes.of([0], [False]), id="day 0 only"),
        pytest.param(SurvivalTimes.of([90, 100], [True, False]), id="two years not reached"),
    ],
)
def test_the_edges_are_drawn_without_a_warning(build_curves, times):
    for shape in Shape:
        draw(build_curves(("A", "A", times)), shape=shape)


def test_a_figure_may_read_off_nothing_and_name_no_cut(build_curves):
    plain = draw(build_curves(at_months=(), source=None))

    assert height_of(plain) < height_of(draw(build_curves()))


def test_a_figure_for_print_is_a_png(build_curves):
    assert draw(build_curves(), file_format="png").startswith(b"\x89PNG")


def test_more_groups_than_strokes_begin_again(build_curves):
    groups = [(str(n), str(n), SurvivalTimes.of([300, 900], [True, False])) for n in range(8)]

    assert isinstance(build_curves(*groups), CurveSet)
    assert len(colors_in(draw(build_curves(*groups)))) == len(STROKES)
