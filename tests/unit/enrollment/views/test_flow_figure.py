import re
from xml.etree import ElementTree

import pytest

from enrollment.views.flow_figure import TEXT, Drawn, Shape, breadth, svg, wrapped

BOXES = [
    Drawn(heading="Assessed for eligibility: 12"),
    Drawn(
        heading="Not enrolled: 5", lines=("I4a PRE < 0.5 & more words than fit: 3",), beside=True
    ),
    Drawn(heading="入组：7", lines=("分配至新辅助治疗组并接受了该组规定的全部治疗的受试者：4",)),
    Drawn(heading="Second arm: 3", apart=True),
]
SPACE = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("shape", Shape)
def test_the_figure_is_well_formed_and_says_every_count(shape):
    root = ElementTree.fromstring(svg(BOXES, title="Flow <of> people", shape=shape))
    said = " ".join(text.text for text in root.iter(f"{SPACE}text"))
    for number in ("12", "5", "3", "7", "4"):
        assert re.search(rf"\b{number}\b|：{number}", said)
    assert root.find(f"{SPACE}title").text == "Flow <of> people"
    assert "PRE < 0.5 & more" in said
    # One down to the second main box, one to the box beside; none to what stands apart.
    assert len(list(root.iter(f"{SPACE}path"))) == 2


@pytest.mark.parametrize("shape", Shape)
def test_no_word_leaves_its_box_and_no_box_the_page(shape):
    root = ElementTree.fromstring(svg(BOXES, title="Flow", shape=shape))
    page = int(root.get("width"))
    boxes = list(root.iter(f"{SPACE}rect"))[1:]
    bottoms = [int(box.get("y")) + int(box.get("height")) for box in boxes]
    assert bottoms == sorted(bottoms)
    assert max(bottoms) < int(root.get("height"))
    for box in boxes:
        assert int(box.get("x")) + int(box.get("width")) <= page
    widest = max(int(box.get("width")) for box in boxes)
    assert all(breadth(text.text) <= widest for text in root.iter(f"{SPACE}text"))


def test_lines_break_at_spaces_and_between_chinese_characters():
    assert wrapped("one two three", int(breadth("one two")) + 1) == ("one two ", "three")
    assert wrapped("受试者受试者", 3 * TEXT) == ("受试者", "受试者")
    assert wrapped("one two", int(breadth("one ")) + 1, hang=True) == ("one ", " two")
    assert wrapped("unbreakable", 10) == ("unbreakable",)
