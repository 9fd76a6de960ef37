"""The live page says what it is, counts what is there, and names no arm."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import casebook, enrollment, followup, people, protocols
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


def reading(place, role, **sent):
    client = Client()
    client.force_login(casebook.member(place, role))
    return client.get(reverse("analysis:live", args=[place.trial.slug]), sent)


def test_the_page_counts_pooled_and_says_that_it_is_no_cut():
    here = protocols.open_site()
    there = protocols.open_site(at=people.site("BEI"))
    row = enrollment.enrolled_participant(here)
    enrollment.allocated(row)
    followup.adverse_event(row)
    casebook.participant(there)
    page = reading(here, Role.DATA_MANAGER).content.decode()
    assert "not a frozen cut" in page
    assert "Neoadjuvant" not in page
    sheet = reading(here, Role.DATA_MANAGER, csv="sites").content.decode("utf-8-sig")
    found = [line.split(",") for line in sheet.splitlines()]
    assert found[0] == ["Site", "Screened", "Enrolled", "Last enrolled on"]
    assert found[1] == ["All sites", "2", "1", "2026-01-08"]
    # A nurse counts her own site.
    sheet = reading(here, Role.NURSE, csv="sites").content.decode("utf-8-sig")
    assert "BEI" not in sheet
    assert reading(here, Role.NURSE, csv="none").status_code == 404
    assert reading(here, Role.READER).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_participants():
    place = protocols.open_site()
    casebook.participant(place)
    reading(place, Role.DATA_MANAGER)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            reading(place, Role.DATA_MANAGER)
        return len(queries)

    few = asked()
    for _number in range(3):
        casebook.participant(place)
    assert asked() == few
