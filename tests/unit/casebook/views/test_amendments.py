"""Each form reads as on the day it was written, whatever the protocol says since."""

import pytest

from tests.factories import casebook, protocols
from tests.unit.casebook.selectors.test_protocols import AGREED, AMENDED, NEW, OPERATED, weighed
from tests.unit.casebook.test_consent_policies import REFUSED, WITH_STOOL, joined
from tests.unit.casebook.views.conftest import at, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(site, consented):
    casebook.known(consented, surgery_date=OPERATED)
    protocols.in_force(protocols.amended("small-trial", **NEW), site, AMENDED)
    weighed(consented, "M03", 250, AMENDED)
    return consented


def labels(visitor, row, visit):
    shown = words(visitor.get(at("form", row, "checkup") + f"?visit={visit}"))
    return [label for label in ("Weight", "Body mass") if label in shown]


def test_forms_render_in_the_version_they_were_written_in(visitor, row):
    assert labels(visitor, row, "M03") == ["Weight"]
    assert labels(visitor, row, "M06") == ["Weight"]
    casebook.consent(row, consent_date=AGREED)
    assert labels(visitor, row, "M03") == ["Weight"]
    assert labels(visitor, row, "M06") == ["Body mass"]


def test_the_consent_page_lists_what_was_agreed_to(visitor, row):
    casebook.consent(row, consent_date=AGREED, language="en")
    shown = words(visitor.get(at("consent", row)))
    assert "2026-01-06: version 1.0" in shown
    assert "2026-01-26: version 1.1, ICF 1.1 2026-01-16 (English)" in shown


def test_an_answer_that_was_not_agreed_to_is_refused_above_the_form(visitor, site):
    protocols.in_force(protocols.amended("small-trial", **WITH_STOOL), site, casebook.CONSENTED)
    row = joined(site, REFUSED)
    casebook.known(row, surgery_date=OPERATED)
    sent = {"weight": "70", "weight_unit": "kg", "act": "complete"}
    answer = visitor.post(at("form", row, "checkup") + "?visit=M03", sent)
    assert answer.status_code == 422
    assert "has not agreed to this: “Samples are kept”" in words(answer)
