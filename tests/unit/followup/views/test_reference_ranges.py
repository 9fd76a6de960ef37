"""Limits of normal, entered by the site, and what they make of a value."""

import html
import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError

from casebook.actions.facts import FactSource, NewFact, hand_down
from followup.actions import reference_ranges
from followup.domain.laboratory.ranges import Range
from followup.models import ReferenceRange
from tests.factories import people
from tests.factories.casebook import instant, seeing
from tests.factories.followup import LATER
from tests.unit.followup.views.pages import address, day
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
PAGE = "/trials/hcc-neo/limits/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(LATER), tick=False):
        yield


def words(answer) -> str:
    plain = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return html.unescape(" ".join(plain.split()))


def typed(site, **changes):
    values = {"site": site.site.code, "analyte": "platelets", "lower": "125", "upper": "350",
              "unit": "10*9/L"}  # fmt: skip
    named = {f"range-{name}": value for name, value in {**values, **changes}.items()}
    return {"do": "range", **named, **day("range-first", "2026-01-01")}


def know(participant, name, number, on):
    with people.acting(by=people.SETUP, action="tests.know"):
        fact = NewFact(name=name, value=number, unit="10*9/L", date=PartialDate.parse(on))
        hand_down(
            participant=participant,
            source=FactSource(kind="test", id=name, content=name),
            facts=[fact],
        )


def test_limits_make_a_mild_fall_a_proposal_until_struck_out(client, nurse, site, participant):
    client.force_login(nurse)
    with seeing(site):
        know(participant, "platelets", 180, "2026-01-05")
        know(participant, "cycle_platelets", 100, "2026-02-05")
    assert "Platelet" not in words(client.get(address(participant, "records")))
    assert "No limits entered" in words(client.get(PAGE))
    assert client.post(PAGE, typed(site)).status_code == 302
    assert "125 – 350 10⁹/L 2026-01-01" in words(client.get(PAGE))
    assert "Platelet count decreased 1" in words(client.get(address(participant, "records")))
    again = client.post(PAGE, typed(site, lower="100"))
    assert again.status_code == 422
    assert "stand already" in words(again)
    with seeing(site):
        (row,) = ReferenceRange.objects.all()
    struck = {"do": "strike", "strike-row": str(row.pk), "strike-reason": "Other laboratory"}
    assert client.post(PAGE, struck).status_code == 302
    assert "struck out: Other laboratory" in words(client.get(PAGE))
    assert "Platelet" not in words(client.get(address(participant, "records")))
    assert client.post(PAGE, typed(site, lower="100")).status_code == 302


def test_wrong_limits_are_mended_on_the_page(client, nurse, site, participant):
    client.force_login(nurse)
    answer = client.post(PAGE, typed(site, unit="mg/dL"))
    assert answer.status_code == 422
    assert "is not reported in “mg/dL”" in words(answer)


def test_who_may_only_read_enters_nothing(client, site, participant):
    monitor = people.delegated(Role.MONITOR, site).user
    client.force_login(monitor)
    assert "Enter limits" not in words(client.get(PAGE))
    given = Range(analyte="platelets", unit="10*9/L", first=date(2026, 1, 1), lower=Decimal(1))
    with seeing(site, by=monitor), pytest.raises(NotPermitted):
        reference_ranges.enter(place=site, given=given, by=monitor, at=instant(LATER))


def test_database_holds_the_order_of_the_limits(site, nurse, inside):
    given = {"activation": site, "analyte": "platelets", "from_date": date(2026, 1, 1)}
    who = {"entered_by": nurse, "entered_at": instant(LATER)}
    for limits in ({}, {"lower": 2, "upper": 1}):
        writing = people.acting(by=nurse, action="tests.write")
        with pytest.raises(IntegrityError, match="in_order"), writing:
            ReferenceRange.objects.create(**given, **who, **limits)
