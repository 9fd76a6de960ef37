import pytest

from casebook.addresses import form_address
from casebook.domain.occasions import Occasion
from casebook.models import FormRecord, FormSignature
from enrollment.models import EligibilityDecision
from enrollment.selectors.signing_list import content_of_list, waiting_for
from tests.factories import casebook, enrollment, people, protocols
from tests.factories.casebook import seeing
from tests.factories.enrollment import JUDGED
from tests.unit.enrollment.views.conftest import at, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "enrollment:sign"


@pytest.fixture
def investigator(site):
    return casebook.member(site, Role.PI)


@pytest.fixture
def visitor(signed_in, investigator):
    return signed_in(investigator)


@pytest.fixture
def lines(screened, investigator):
    def read(by=investigator):
        with seeing(screened.activation, by=by):
            return waiting_for(screened, by=by, on=JUDGED)

    return read


@pytest.fixture
def typed(lines, investigator):
    def sent(*keys, **changes):
        found = lines()
        return {
            "record": list(keys or [line.key for line in found]),
            "shown": content_of_list(found).as_shown().token(),
            "user_id": investigator.username,
            "password": people.PASSWORD,
            **changes,
        }

    return sent


def inside(row):
    return seeing(row.activation)


def test_all_that_waits_is_listed_with_its_answers_and_signed_in_one_act(
    screened, visitor, typed, lines
):
    page = words(visitor.get(at(PAGE, screened)))
    for said in ("Eligibility", "I have reviewed this record", "Albumin", "42 g/L"):
        assert said in page
    answer = visitor.post(at(PAGE, screened), typed())
    assert answer["Location"] == at(PAGE, screened)
    page = words(visitor.get(at(PAGE, screened)))
    assert "4 records signed." in page
    assert "Nothing waits for your signature" in page
    with inside(screened):
        assert EligibilityDecision.objects.count() == 1
        assert FormSignature.objects.count() == 3
        hashes = set(enrollment.signatures().values_list("content_sha256", flat=True))
    assert len(hashes) == 4


def test_a_correction_voids_the_one_signature_and_brings_the_record_back(
    screened, visitor, typed, lines
):
    visitor.post(at(PAGE, screened), typed())
    form = form_address(screened, Occasion(form_id="screening_laboratory", visit="SCR"))
    page = words(visitor.get(form))
    assert "Signature holds" in page
    assert "2026-01-08 09:00 UTC+08:00 · 2026-01-08 01:00 UTC" in page
    assert "Signed</span>" in page

    enrollment.correct(screened, "screening_laboratory", albumin=41)
    page = words(visitor.get(form))
    assert "Signature void" in page
    assert "Signed</span>" not in page
    with inside(screened):
        record = FormRecord.objects.get(form_id="screening_laboratory")
    assert [line.key for line in lines()] == [f"form-{record.pk}"]
    assert "Corrected since it was signed" in words(visitor.get(at(PAGE, screened)))
    visitor.post(at(PAGE, screened), typed(f"form-{record.pk}"))
    assert "Signature holds" in words(visitor.get(form))


def test_put_back_as_it_was_it_still_has_to_be_signed_again(screened, visitor, typed, lines):
    visitor.post(at(PAGE, screened), typed())
    enrollment.correct(screened, "screening_laboratory", albumin=41)
    enrollment.correct(screened, "screening_laboratory", albumin=42)
    assert any(line.was_signed for line in lines())


def test_only_what_is_ticked_is_signed(screened, visitor, typed, lines):
    visitor.post(at(PAGE, screened), typed("eligibility"))
    assert [line.key == "eligibility" for line in lines()] == [False] * 3


def test_the_casebook_marks_it_signed(screened, visitor, typed):
    visitor.post(at(PAGE, screened), typed())
    assert "Signed</span>" in words(visitor.get(at("casebook:participant", screened)))


def test_what_changed_meanwhile_is_named_and_nothing_is_signed(screened, visitor, typed, lines):
    opened = typed()
    laboratory = next(
        line.label for line in lines() if line.record and "laboratory" in line.record.form_id
    )
    enrollment.correct(screened, "screening_laboratory", albumin=41)
    answer = visitor.post(at(PAGE, screened), opened)
    assert answer.status_code == 422
    assert f"since you opened this page: {laboratory}." in words(answer)
    assert not enrollment.signatures().exists()


def test_what_changed_and_is_not_ticked_stops_nobody(screened, visitor, typed, lines):
    mri = next(line.key for line in lines() if "MRI" in line.label)
    opened = typed(mri)
    enrollment.correct(screened, "screening_laboratory", albumin=41)
    assert visitor.post(at(PAGE, screened), opened).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"record": []}, "Nothing is ticked"),
        ({"record": ["eligibility", "form-0"]}, "no longer waits"),
        ({"password": "wrong"}, "The password is not right"),
    ],
)
def test_a_refusal_signs_nothing(screened, visitor, typed, change, said):
    answer = visitor.post(at(PAGE, screened), typed(**change))
    assert answer.status_code == 422
    assert said in words(answer)
    assert not enrollment.signatures().exists()


def test_sent_twice_it_is_signed_once(screened, visitor, typed):
    sent = typed()
    assert visitor.post(at(PAGE, screened), sent).status_code == 302
    assert visitor.post(at(PAGE, screened), sent).status_code == 422
    with inside(screened):
        assert FormSignature.objects.count() == 3


def test_a_sub_investigator_signs_eligibility_and_no_forms(screened, lines):
    assert [
        line.key for line in lines(casebook.member(screened.activation, Role.SUB_INVESTIGATOR))
    ] == ["eligibility"]


def test_a_nurse_is_told_who_signs(screened, as_role):
    answer = as_role(Role.NURSE).get(at(PAGE, screened))
    assert answer.status_code == 403
    assert "Principal investigator" in words(answer)


def test_another_site_sees_no_signature(screened, visitor, typed):
    visitor.post(at(PAGE, screened), typed())
    with seeing(protocols.open_site()):
        assert not FormSignature.objects.exists()


def test_in_chinese(screened, as_role):
    assert "签名" in words(as_role(Role.PI, "zh-hans").get(at(PAGE, screened)))
