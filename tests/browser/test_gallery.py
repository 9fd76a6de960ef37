"""Every component in a real browser: readers differ in width, language and light."""

import pytest

READERS = [
    {"width": 1280, "lang": "en", "dark": False},
    {"width": 1280, "lang": "zh-CN", "dark": True},
    {"width": 360, "lang": "en", "dark": True},
    {"width": 320, "lang": "zh-CN", "dark": False},
]


@pytest.fixture
def gallery(site):
    return f"{site}/gallery/"


@pytest.mark.parametrize("reader", READERS)
def test_gallery_is_accessible_and_fits(opened, faults, gallery, reader):
    page = opened(gallery, **reader)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= reader["width"]
    assert page.evaluate("document.documentElement.lang")[:2] == reader["lang"][:2]


def test_focus_goes_to_the_errors_and_a_line_leads_to_its_field(opened, gallery):
    page = opened(gallery)
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.get_by_role("link", name="Albumin").click()
    assert page.evaluate("document.activeElement.name") == "albumin"


def test_targets_are_large_enough_for_a_thumb(opened, gallery):
    page = opened(gallery, width=360)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, .button, select, .rail-link')]
        .filter(e => e.checkVisibility())
        .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24)
        .map(([word]) => word)"""
    )
    assert small == []


def test_digits_choose_and_question_mark_lists_the_keys(opened, gallery):
    page = opened(gallery)
    page.locator("[name=ecog]").first.focus()
    page.keyboard.press("2")
    assert page.locator("[name=ecog]:checked").input_value() == "2"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()


def test_single_keys_can_be_switched_off(opened, gallery):
    page = opened(gallery)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.get_by_label("Single keys work outside of fields").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_hidden()


def test_alt_s_saves(opened, gallery):
    page = opened(gallery)
    page.evaluate("document.querySelector('[data-save]').onclick = () => document.title = 'saved'")
    page.locator("[name=afp]").focus()
    page.keyboard.press("Alt+s")
    assert page.title() == "saved"


def test_an_unknown_month_leaves_no_known_day(opened, gallery):
    page = opened(gallery)
    page.locator("[name=onset_day_unknown]").uncheck()
    page.locator("[name=onset_month_unknown]").check()
    assert page.locator("[name=onset_day_unknown]").is_checked()
    assert page.locator("[name=onset_month]").get_attribute("readonly") is not None
    page.locator("[name=onset_day_unknown]").uncheck()
    assert not page.locator("[name=onset_month_unknown]").is_checked()
    assert page.locator("[name=onset_month]").input_value() == "3"


def test_table_cells_name_their_column_on_a_phone(opened, gallery):
    page = opened(gallery, width=360)
    cell = page.locator(".criterion td").first
    assert cell.get_attribute("data-label") == "Recorded"
    assert page.locator(".criterion").first.evaluate("row => getComputedStyle(row).display") == (
        "block"
    )


def test_paper_is_white_whatever_the_screen(opened, gallery):
    page = opened(gallery, dark=True)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".save-bar").is_hidden()
