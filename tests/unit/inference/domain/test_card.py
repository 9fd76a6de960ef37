import pytest

from inference.domain.card import Kind, Span, blocks

TEXT = """\
# Title

**Not for use.** Only
a show.

## Numbers
Two lines
of one paragraph.
- one
- two: **three**
"""


def plain(block):
    return ["".join(span.text for span in line) for line in block.lines]


def test_a_card_is_parted_into_what_a_page_can_draw():
    found = [(block.kind, plain(block)) for block in blocks(TEXT)]
    assert found == [
        (Kind.TITLE, ["Title"]),
        (Kind.PARAGRAPH, ["Not for use. Only a show."]),
        (Kind.HEADING, ["Numbers"]),
        (Kind.PARAGRAPH, ["Two lines of one paragraph."]),
        (Kind.LIST, ["one", "two: three"]),
    ]


def test_what_is_starred_is_strong():
    (paragraph,) = blocks("**Not for use.** Only a show.")
    assert paragraph.lines[0] == (Span("Not for use.", strong=True), Span(" Only a show."))


def test_chinese_lines_are_joined_without_a_blank():
    (paragraph,) = blocks("第一行，\n第二行")
    assert plain(paragraph) == ["第一行，第二行"]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("中心\n282 例", "中心 282 例"),
        ("影像。\n0.5 及以上", "影像。0.5 及以上"),
        ("MRI\n检查", "MRI 检查"),
    ],
)
def test_a_number_beside_chinese_keeps_its_blank(text, joined):
    assert plain(blocks(text)[0]) == [joined]


def test_no_text_has_no_blocks():
    assert blocks("\n \n") == []
