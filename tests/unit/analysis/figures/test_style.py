import pytest

from analysis.figures.style import INK, SECONDARY, STROKES, Shape, house_style, stroke


def contrast_to_white(color):
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    light = sum(
        share * channel for share, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
    return 1.05 / (light + 0.05)


def test_text_has_the_contrast_of_the_pages():
    assert contrast_to_white(INK) >= 7
    assert contrast_to_white(SECONDARY) >= 4.5


@pytest.mark.parametrize("place", range(3))
def test_the_first_curves_can_be_seen_on_white(place):
    assert contrast_to_white(stroke(place).color) >= 3


def test_strokes_begin_again_after_the_last():
    assert stroke(len(STROKES)) == stroke(0)


def test_the_style_stays_within_its_figure():
    import matplotlib as mpl

    before = mpl.rcParams["font.size"]
    with house_style(Shape.WIDE):
        assert mpl.rcParams["svg.hashsalt"] == "concord"
    assert mpl.rcParams["font.size"] == before
    assert mpl.rcParams["svg.hashsalt"] is None


@pytest.mark.parametrize("shape", Shape)
def test_letters_are_never_under_13_pixels(shape):
    """At 96 pixels to the inch, the size at which a figure is shown."""
    assert shape.value.small * 96 / 72 >= 13
