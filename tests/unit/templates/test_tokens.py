"""Colors that can be read: WCAG contrast, worked out from the tokens themselves."""

import re

import pytest

from tests.unit.templates.pages import STATIC

TEXT = (STATIC / "css/tokens.css").read_text()
BLOCKS = re.findall(r"(\S[^{}]*?)\s*{([^{}]*)}", TEXT)
MEANINGS = ["accent", "overdue", "due", "done", "sealed", "query", "locked"]


def colors(selector: str) -> dict[str, str]:
    (body,) = (body for name, body in BLOCKS if name.endswith(selector))
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", body))


LIGHT, DARK, AUTO = (
    colors(s) for s in (":root", '[data-bs-theme="dark"]', '[data-bs-theme="auto"]')
)
both_themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@both_themes
@pytest.mark.parametrize("ground", ["paper", "panel", "sunken"])
def test_data_stands_out(theme, ground):
    assert contrast(theme["ink"], theme[ground]) >= 7
    assert contrast(theme["ink-2"], theme[ground]) >= 7
    assert contrast(theme["ink-3"], theme[ground]) >= 4.5
    assert contrast(theme["accent"], theme[ground]) >= 7


@both_themes
@pytest.mark.parametrize("ground", ["paper", "panel", "sunken"])
def test_boxes_can_be_seen(theme, ground):
    assert contrast(theme["edge"], theme[ground]) >= 3


@both_themes
@pytest.mark.parametrize("meaning", MEANINGS)
def test_meanings_can_be_read_on_their_ground(theme, meaning):
    assert contrast(theme[meaning], theme[f"{meaning}-soft"]) >= 7
    assert contrast(theme[meaning], theme["panel"]) >= 7
    assert contrast(theme["ink"], theme[f"{meaning}-soft"]) >= 7


@both_themes
def test_primary_button_can_be_read(theme):
    assert contrast(theme["on-accent"], theme["accent"]) >= 7
    assert contrast(theme["on-accent"], theme["accent-strong"]) >= 7


def test_the_device_theme_is_the_dark_theme():
    assert AUTO == DARK


def test_paper_is_never_dark():
    assert TEXT.index("@media screen") < TEXT.index('[data-bs-theme="dark"]')
    assert "@media screen and (prefers-color-scheme: dark)" in TEXT
