"""A real browser against a real server; the page must stay silent and accessible."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.browsing import settle
from tests.browser.cast import House, furnished
from tests.conftest import OPENING

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
# Playwright keeps a loop in the thread, which Django takes for asynchronous use of the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and os.environ.get("CONCORD_WITHOUT_BROWSER"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-gpu", "--no-first-run"]
    return {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-dev-shm-usage", *quiet],
    }


@pytest.fixture
def site(committed_db: str) -> Iterator[str]:
    """Concord on a port and a database of its own; the plugin's server would flush history."""
    # Every story begins on the same morning: its sign-ins would count as one rush with the others'.
    cache.clear()
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address as a reader with this width, language and brightness would."""
    complaints: list[str] = []
    contexts = []

    def open_page(url: str, *, width: int = 1280, lang: str = "en", dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=lang,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if is_bad(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        settle(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def is_bad(said: Any) -> bool:
    # A refused form comes back with its status, and Chromium notes every such answer.
    refused = any(status in said.text for status in ("409 (Conflict)", "422 (Unprocessable"))
    return said.type in {"error", "warning"} and not refused


@pytest.fixture
def house(demo_db: str, site: str, opened: Callable[..., Page]) -> Iterator[House]:
    """Concord with its demonstration, early in January 2026."""
    with time_machine.travel(OPENING) as clock:
        yield furnished(site, opened, clock)


@pytest.fixture
def faults() -> Callable[..., list[str]]:
    """Accessibility faults, each with the first element that has it."""
    axe = Axe()

    def find(page: Page, *, contrast: bool = True) -> list[str]:
        # Half a row under the sticky banner would count as a target too small.
        page.evaluate("scrollTo(0, 0)")
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe.axe_script)
        rules = {"color-contrast": {"enabled": contrast}}
        found = page.evaluate(
            "options => axe.run(options).then(results => results.violations)",
            {"resultTypes": ["violations"], "rules": rules},
        )
        return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found]

    return find
