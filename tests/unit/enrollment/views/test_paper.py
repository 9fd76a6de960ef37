"""What is on the pages stands on paper too, with its signatures."""

import pytest

from casebook.addresses import form_address
from casebook.domain.occasions import Occasion
from enrollment.selectors.signing_list import content_of_list, waiting_for
from tests.factories import casebook, enrollment, people
from tests.factories.casebook import seeing
from tests.factories.enrollment import JUDGED
from tests.pdfs import pages_of
from tests.unit.enrollment.views.conftest import at
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
LABORATORY = Occasion(form_id="screening_laboratory", visit="SCR")


@pytest.fixture
def investigator(site):
    return casebook.member(site, Role.PI)


@pytest.fixture
def visitor(signed_in, investigator):
    return signed_in(investigator)


@pytest.fixture
def sign_all(screened, visitor, investigator):
    def sign():
        with seeing(screened.activation, by=investigator):
            lines = waiting_for(screened, by=investigator, on=JUDGED)
        typed = {
            "record": [line.key for line in lines],
            "shown": content_of_list(lines).as_shown().token(),
            "user_id": investigator.username,
            "password": people.PASSWORD,
        }
        assert visitor.post(at("enrollment:sign", screened), typed).status_code == 302

    return sign


def read(visitor, address):
    answer = visitor.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert visitor.get(address).content == answer.content  # the same bytes again
    return pages_of(answer.content)


def test_every_criterion_stands_with_its_finding_and_the_signature(
    screened, visitor, sign_all, investigator
):
    unsigned = " ".join(read(visitor, at("enrollment:eligibility_paper", screened)))
    assert "Not signed" in unsigned
    sign_all()
    pages = read(visitor, at("enrollment:eligibility_paper", screened))
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, start=1))
    said = " ".join(pages)
    for words in (
        screened.code,
        investigator.printed_name,
        "2026-01-08 09:00 UTC+08:00 · 2026-01-08 01:00 UTC",
        "Signature holds",
        "I1a ",
        "Child-Pugh",
        "Synthetic data",
    ):
        assert words in said, words
    assert said.count("Does not apply") > 5


def test_a_form_shows_its_answers_and_says_when_its_signature_is_void(screened, visitor, sign_all):
    sign_all()
    address = form_address(screened, LABORATORY, "form_paper")
    said = " ".join(read(visitor, address))
    for words in ("Albumin 42 g/L", "Signature holds", "version 1", "protocol 1.0"):
        assert words in said, words
    enrollment.correct(screened, "screening_laboratory", albumin=41)
    said = " ".join(read(visitor, address))
    assert "Albumin 41 g/L" in said
    assert "Signature void: The form was changed after it was signed." in said


def test_the_casebook_holds_each_form_on_a_page_of_its_own(screened, visitor):
    pages = read(visitor, at("casebook:casebook", screened))
    titles = ("Baseline history", "Laboratory", "Imaging")
    assert len(pages) >= 3, titles
    assert all(screened.code in page for page in pages)
    assert sum("Not signed" in page for page in pages) == 3


@pytest.mark.parametrize(("language", "said"), [("en", "only if"), ("zh-hans", "病例报告表")])
def test_blank_forms_ask_every_question(screened, signed_in, investigator, language, said):
    pages = read(signed_in(investigator, language), "/trials/hcc-neo/forms/")
    text = " ".join(pages)
    assert said in text
    assert "□" in text
    from trials.selectors.protocols import latest_version, protocol_of

    protocol = protocol_of(latest_version(screened.activation.trial))
    assert len(pages) > len(protocol.forms)
    squeezed = "".join(text.split())
    for form in protocol.forms:
        label = form.label.en if language == "en" else form.label.zh
        assert "".join(label.split()) in squeezed, label


def test_a_form_that_nobody_filled_in_has_no_paper(screened, visitor):
    nothing = Occasion(form_id="adverse_events", visit="SCR")
    assert visitor.get(form_address(screened, nothing, "form_paper")).status_code == 404
