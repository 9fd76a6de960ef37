"""The same as browsing, by somebody who never touches a mouse: Tab, letters, arrows, Enter."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page

from tests.browser.browsing import PARTS, Answer, settle

# More stops than any page has: who has not arrived by then went past in a circle.
STOPS = 400
DIGITS = tuple("0123456789")


def reach(page: Page, target: Locator) -> None:
    """Tab until the focus is there; nothing else may bring it."""
    target.first.wait_for(state="visible")
    for _ in range(STOPS):
        if target.evaluate_all("all => all.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target} by the Tab key")


def type_all(page: Page, answers: Mapping[str, Answer]) -> None:
    for name, value in answers.items():
        type_answer(page, name, value)


def type_answer(page: Page, name: str, value: Answer) -> None:
    field = page.locator(f"#field-{name}")
    field.locator("input, select, textarea").first.wait_for(state="attached")
    if isinstance(value, tuple):
        for one in value:
            tick(page, field.locator(f"input[name='{name}'][value='{one}']"))
    elif field.locator(f"input[name='{name}_year']").count():
        type_date(page, field, name, value)
    elif field.locator(f"input[type=radio][name='{name}']").count():
        choose_card(page, field.locator(f"input[name='{name}']"), value)
    elif field.locator(f"select[name='{name}']").count():
        choose_line(page, field.locator(f"select[name='{name}']"), value)
    else:
        type_text(page, field.locator(f"[name='{name}']"), value)


def type_text(page: Page, box: Locator, text: str) -> None:
    reach(page, box)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def type_date(page: Page, field: Locator, name: str, iso: str) -> None:
    parts = iso.split("-")
    for part, text in zip(PARTS, parts, strict=False):
        box = field.locator(f"[name='{name}_{part}']")
        if box.evaluate("box => box.tagName") == "SELECT":
            choose_line(page, box, text)
        else:
            type_text(page, box, text)
    for part in PARTS[len(parts) :]:
        tick(page, field.locator(f"[name='{name}_{part}_unknown']"))


def tick(page: Page, box: Locator) -> None:
    if not box.is_checked():
        reach(page, box)
        page.keyboard.press("Space")
    assert box.is_checked()


def choose_card(page: Page, cards: Locator, value: str) -> None:
    reach(page, cards)
    # A score is typed as it is called; the rest is walked to.
    page.keyboard.press(value if value in DIGITS else "Space")
    for _ in range(cards.count()):
        if cards.and_(cards.page.locator(f"[value='{value}']")).is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no card says {value}")


def choose_line(page: Page, box: Locator, value: str) -> None:
    reach(page, box)
    page.keyboard.press("Home")
    for _ in range(box.locator("option").count()):
        if box.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no line says {value}")


def enter(page: Page, words: str) -> None:
    """Press the button of these words with the Enter key."""
    reach(page, page.locator("main").get_by_role("button", name=words, exact=True))
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    settle(page)


def go_by(page: Page, words: str, *, part: str = "main", exact: bool = True) -> None:
    """Follow the first link of these words with the Enter key."""
    reach(page, page.locator(part).get_by_role("link", name=words, exact=exact).first)
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    settle(page)
