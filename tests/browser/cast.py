"""The demonstration's people at work: who signs in where, on which day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import time_machine
from playwright.sync_api import Page

from inference.models import PredictorRelease
from tests.browser.browsing import press, settle
from tests.factories import people
from tests.factories.enrollment import approved, registered
from trials.models import Trial


@dataclass
class House:
    """Concord with its demonstration loaded; the clock on its wall can be moved."""

    url: str
    opened: Callable[..., Page]
    clock: Any
    release: PredictorRelease | None = None
    code: str = ""

    def on(self, day: str, hour: int = 9) -> None:
        """That hour of the day, by the clock of the sites."""
        self.clock.move_to(datetime.fromisoformat(f"{day}T{hour:02}:00:00+08:00"))

    def signed_in(self, username: str, **reader: Any) -> Page:
        page = self.opened(f"{self.url}/accounts/login/", **reader)
        # Jobs run inside the request here, and one of them loads torch.
        page.set_default_timeout(40_000)
        page.fill("[name=login]", username)
        page.fill("[name=password]", people.PASSWORD)
        press(page, "Sign in")
        return page

    def go(self, page: Page, path: str) -> None:
        page.goto(self.url + path)
        settle(page)


def furnished(url: str, opened: Callable[..., Page], clock: time_machine.Traveller) -> House:
    release = approved(registered(Trial.objects.get(slug="hcc-neo")))
    return House(url=url, opened=opened, clock=clock, release=release)
