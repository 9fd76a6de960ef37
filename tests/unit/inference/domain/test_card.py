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


def test_no_text_has_no_blocks():
    assert blocks("\n \n") == []
