"""What people do with a page: answer questions, press what is written on a button."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

Answer = str | tuple[str, ...]
PARTS = ("year", "month", "day")


def answer_all(page: Page, answers: Mapping[str, Answer]) -> None:
    for name, value in answers.items():
        answer(page, name, value)


def answer(page: Page, name: str, value: Answer) -> None:
    """One question, as a finger would: a card, three boxes of a date, a list, a line of text."""
    field = page.locator(f"#field-{name}")
    # A question that an earlier answer opens comes with the draft.
    field.locator("input, select, textarea").first.wait_for(state="attached")
    if isinstance(value, tuple):
        for one in value:
            card(field, name, one).click()
    elif field.locator(f"input[name='{name}_year']").count():
        fill_date(page, name, value)
    elif field.locator(f"input[type=radio][name='{name}']").count():
        card(field, name, value).click()
    elif field.locator(f"select[name='{name}']").count():
        page.select_option(f"[name='{name}']", value)
    else:
        page.fill(f"[name='{name}']", value)


def card(field: Locator, name: str, value: str) -> Locator:
    return field.locator(f"label:has(input[name='{name}'][value='{value}'])")


def fill_date(page: Page, name: str, iso: str) -> None:
    """A month without a day is said to be without one."""
    parts = iso.split("-")
    for part, text in zip(PARTS, parts, strict=False):
        page.fill(f"[name='{name}_{part}']", text)
    for part in PARTS[len(parts) :]:
        page.check(f"[name='{name}_{part}_unknown']")


def settle(page: Page) -> None:
    """Wait until the page is loaded and what it fetches by itself has come."""
    page.wait_for_load_state("load")
    page.locator(".htmx-request").first.wait_for(state="detached")


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words, exact=True).click()
    settle(page)


def follow(page: Page, words: str, **more: Any) -> None:
    page.locator("main").get_by_role("link", name=words, **more).first.click()
    settle(page)


def shown(page: Page) -> str:
    return page.locator("main").inner_text()
