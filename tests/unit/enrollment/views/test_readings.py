import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.selectors.readings import reading_counts
from tests.factories import casebook, enrollment
from tests.factories.casebook import seeing
from tests.factories.enrollment import JUDGED, screened_participant
from tests.unit.enrollment.views.conftest import words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
READINGS = reverse("enrollment:readings", args=["hcc-neo"])


def test_the_register_counts_whose_verdict_a_reading_would_change(
    site, as_role, django_assert_num_queries
):
    """Child-Pugh 7: out under the strict reading, in under the printed score."""
    visitor = as_role(Role.SPONSOR)
    assert "Nobody has been judged" in words(visitor.get(READINGS))
    screened_participant(site, bilirubin=40, albumin=34)
    enrollment.enrolled_participant(site)
    casebook.participant(site, origin="retrospective")
    with seeing(site):
        found = reading_counts(site.trial, [site.pk], today=JUDGED)["child_pugh"]
    assert {code: (one.judged, one.eligible, one.differ) for code, one in found.items()} == {
        "strict": (2, 1, 0),
        "printed_score": (2, 2, 1),
    }
    with CaptureQueriesContext(connection) as first:
        page = words(visitor.get(READINGS))
    asked = len(first)
    assert "Would differ" in page
    panel = words(visitor.get(READINGS, headers={"HX-Request": "true"}))
    assert "Would differ" in panel
    assert "<html" not in panel
    screened_participant(site, bilirubin=40, albumin=34)
    enrollment.enrolled_participant(site)
    with django_assert_num_queries(asked):
        visitor.get(READINGS)


def test_the_protocol_page_asks_for_the_counts_for_who_may_see_them(site, as_role):
    protocol = reverse("trials:protocol", args=["hcc-neo"])
    assert f'hx-get="{READINGS}"' in words(as_role(Role.NURSE).get(protocol))
    assert READINGS not in words(as_role(Role.READER).get(protocol))
