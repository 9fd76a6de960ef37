"""The same course again, and how much was given in all."""

import html
import re
from datetime import date

import pytest
import time_machine

from tests.factories import casebook, followup, protocols
from tests.factories.casebook import instant
from tests.factories.followup import LATER
from tests.unit.followup.views.pages import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return protocols.open_site()


@pytest.fixture
def participant(site):
    with time_machine.travel(instant(followup.ENROLLED), tick=False):
        return followup.enrolled_participant(site)


@pytest.fixture
def opened(client, site, participant):
    client.force_login(casebook.member(site))

    def get(name, **asked):
        with time_machine.travel(instant(LATER), tick=False):
            page = client.get(address(participant, name), asked).content.decode()
        return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", page).split())), page

    return get


def test_same_again_is_filled_in_and_not_recorded(opened, participant):
    course = followup.course(
        participant, date(2026, 2, 1), date(2026, 2, 1), agent="oxaliplatin", dose=85,
        dose_unit="mg/m2",
    )  # fmt: skip
    _words, page = opened("new_course", like=str(course.pk))
    assert 'value="oxaliplatin" checked' in page
    assert re.search(r'name="dose"[^>]*value="85', page)
    assert 'name="start_date_day"' in page
    assert re.search(r'name="start_date_month"[^>]*value="0?6"', page)
    assert "2026-02-01" not in page
    assert f"?like={course.pk}" in opened("records")[1]
    for nonsense in ("x", "999999", ""):
        assert 'value="oxaliplatin" checked' not in opened("new_course", like=nonsense)[1]


def test_how_much_was_given(opened, participant):
    assert "How much was given" not in opened("records")[0]
    for day, dose in ((1, 85), (22, 60)):
        followup.course(
            participant, date(2026, 2, day), date(2026, 2, day), agent="oxaliplatin", dose=dose,
            dose_unit="mg/m2",
        )  # fmt: skip
    followup.course(participant, date(2026, 2, 1), date(2026, 2, 10), dose=8, dose_unit="mg")
    followup.course(participant, date(2026, 2, 21), date(2026, 3, 2), dose=8, dose_unit="mg")
    # Until somebody says the starting dose, nothing is counted against it.
    assert "Lenvatinib 2026-02-01 2026-03-02 2 20 160 mg –" in opened("records")[0]
    casebook.known(participant, lenvatinib_start_dose="mg_8")
    page = opened("records")[0]
    # Ten days on, ten off, ten on: 160 of the 240 mg that were planned.
    assert (
        "Lenvatinib 2026-02-01 2026-03-02 2 20 160 mg 67 % (planned dose not in the source)" in page
    )
    assert "Oxaliplatin 2026-02-01 2026-02-22 2 2 145 mg/m2 85 %" in page
