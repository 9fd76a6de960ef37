import csv
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casebook.actions import withdrawals
from enrollment.actions import screening
from tests.factories import casebook, enrollment, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED
from tests.standing import standing
from tests.unit.enrollment.views.conftest import words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
FLOW, FIGURE, CSV = (
    reverse(f"enrollment:{name}", args=["hcc-neo"]) for name in ("flow", "flow_figure", "flow_csv")
)


def one_of_each():
    """Waiting, declined, failed, declined though eligible, enrolled, two allocated."""
    site = protocols.open_site()
    casebook.participant(site)
    decline(casebook.participant(site))
    enrollment.decided(enrollment.screened_participant(site, score="0.49"))
    eligible = enrollment.screened_participant(site)
    enrollment.decided(eligible)
    decline(eligible)
    enrollment.enrolled_participant(site)
    for arm in ("neoadjuvant", "surgery_alone"):
        enrollment.allocated(enrollment.enrolled_participant(site), arm=arm)
    return site


busy_once = standing(one_of_each, on=JUDGED)


@pytest.fixture
def busy(busy_once, db):
    return busy_once


@pytest.fixture
def site(request):
    standing_there = "busy_once" in request.fixturenames
    return request.getfixturevalue("busy_once") if standing_there else protocols.open_site()


def decline(row):
    by = casebook.member(row.activation)
    with seeing(row.activation, by=by):
        screening.close_screening(
            participant=row, code="declined", closed_date=JUDGED, by=by, at=instant(JUDGED)
        )


def stop_treatment(row):
    by = casebook.member(row.activation)
    with seeing(row.activation, by=by):
        withdrawals.record(
            participant=row, scope="treatment", withdrawal_date=JUDGED, by=by, at=instant(JUDGED)
        )


def table(visitor, **query):
    sheet = visitor.get(CSV, query).content.decode("utf-8-sig")
    return {line["line"]: line for line in csv.DictReader(sheet.splitlines())}


def test_the_flow_is_counted_from_status_and_pooled_for_who_treats(busy, as_role):
    elsewhere = protocols.open_site()
    casebook.participant(elsewhere)
    stop_treatment(enrolled_in(elsewhere))
    visitor = as_role(Role.DATA_MANAGER)
    rows = table(visitor)
    counts = {line: int(row["all"]) for line, row in rows.items()}
    assert counts["assessed"] == 9
    assert counts["excluded"] == 3
    assert counts["excluded / I4a"] == 1
    assert counts["excluded / declined"] == 2
    assert counts["eligible_not_enrolled / declined"] == 1
    assert counts["open / in_screening"] == 2
    assert counts["enrolled"] == 4
    assert counts["unallocated"] == 1
    assert counts["group / everybody"] == 3
    assert counts["group / everybody / treatment / not_yet"] == 3
    assert counts["group / everybody / stopped_treatment"] == 1
    here, there = busy.site.code, elsewhere.site.code
    assert [rows["assessed"][code] for code in (here, there)] == ["7", "2"]
    assert not [line for line in rows if "neoadjuvant" in line]
    page = words(visitor.get(FLOW))
    assert "Pooled over arms and strategies." in page
    assert "I4a " in page
    one_site = ElementTree.fromstring(visitor.get(FIGURE, {"site": there}).content)
    said = [text.text for text in one_site.iter("{http://www.w3.org/2000/svg}text")]
    assert "Assessed for eligibility: 2" in said
    assert int(one_site.get("width")) == 760
    narrow = ElementTree.fromstring(visitor.get(FIGURE, {"narrow": ""}).content)
    assert int(narrow.get("width")) == 340


def enrolled_in(site):
    row = enrollment.enrolled_participant(site)
    enrollment.allocated(row)
    return row


def test_only_who_may_see_outcomes_by_arm_sees_the_arms(busy, as_role):
    by_arm = table(as_role(Role.UNBLINDED_STATISTICIAN))
    assert by_arm["group / neoadjuvant"]["all"] == "1"
    assert by_arm["group / surgery_alone"]["all"] == "1"
    for role in (Role.PI, Role.STATISTICIAN, Role.DSMB, Role.SPONSOR, Role.AUDITOR):
        visitor = as_role(role)
        assert "group / everybody" in table(visitor)
        for answer in (visitor.get(FLOW), visitor.get(FIGURE), visitor.get(CSV)):
            assert "Allocated: Multimodal" not in words(answer)
    refused = as_role(Role.READER).get(FLOW)
    assert refused.status_code == 403


def test_the_site_role_counts_its_own_site(busy, as_role):
    casebook.participant(protocols.open_site())
    assert table(as_role(Role.PI))["assessed"]["all"] == "7"


def test_archived_records_are_counted_apart(site, as_role):
    casebook.participant(site, origin="retrospective")
    page = words(as_role(Role.PI).get(FLOW))
    assert "1 archived records; of these 0 lost to follow-up, 0 died." in page
    assert "Nobody screened yet" in page


def test_the_number_of_queries_does_not_grow_with_the_people(
    busy, as_role, django_assert_num_queries
):
    visitor = as_role(Role.PI)
    visitor.get(FLOW)
    with CaptureQueriesContext(connection) as first:
        visitor.get(FLOW)
    asked = len(first)
    assert 0 < asked <= 40
    enrolled_in(busy)
    enrollment.decided(enrollment.screened_participant(busy, score="0.49"))
    with django_assert_num_queries(asked):
        visitor.get(FLOW)
