"""What was agreed to, and not taken back since, on the day it is used."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from casebook.actions import forms
from casebook.consent_policies import UseNotAgreed, UseTakenBack, check_scope, check_use
from casebook.models import FormRecord, Withdrawal
from tests.factories import casebook, protocols
from tests.factories.casebook import instant, seeing
from tests.unit.casebook.actions.test_withdrawals import withdraw
from trials.domain.protocol.trial import DataUse

pytestmark = pytest.mark.django_db
DAY = casebook.CONSENTED
LATER = DAY + timedelta(days=30)
WITH_STOOL = {
    'label: {en: "Weight", zh: "体重"}': 'label: {en: "Weight", zh: "体重"}\n'
    "        needs_consent: samples",
    "covers: [samples]}": "covers: [samples]}\n"
    '    archive: {label: {en: "Later research", zh: "今后的研究"}, covers: [reuse]}\n'
    '    other_archive: {label: {en: "Shared", zh: "共享"}, covers: [reuse]}',
}
AGREED = {"participation": True, "samples": True}
REFUSED = {"participation": True, "samples": False}


@pytest.fixture
def asking(site):
    """The small trial asks about samples where somebody is weighed, and about reuse twice."""
    protocols.in_force(protocols.amended("small-trial", **WITH_STOOL), site, DAY)
    return site


def joined(site, scopes=AGREED):
    row = casebook.participant(site)
    casebook.consent(row, scopes=scopes)
    return row


def allowed(row, use, on=LATER):
    with seeing(row.activation):
        check_use(row, use, on=on)


def test_a_use_without_its_box_is_refused_by_the_words_of_the_box(asking):
    with pytest.raises(UseNotAgreed, match=r"not agreed to this: “Samples are kept”"):
        allowed(joined(asking, REFUSED), DataUse.SAMPLES)


def test_one_of_several_boxes_is_enough(asking):
    allowed(joined(asking, {**AGREED, "other_archive": True}), DataUse.REUSE)
    with pytest.raises(UseNotAgreed, match="“Later research”, “Shared”"):
        allowed(joined(asking), DataUse.REUSE)


def test_what_no_box_covers_is_part_of_taking_part(asking):
    allowed(joined(asking), DataUse.IMAGING)


def test_a_waiver_covers_what_the_protocol_does():
    allowed(casebook.consented_participant(protocols.open_site("moertel")), DataUse.IMAGING)


def test_a_new_consent_can_refuse_what_the_first_allowed(asking):
    row = joined(asking)
    again = protocols.amended("small-trial", version="1.2", **WITH_STOOL)
    protocols.in_force(again, asking, LATER)
    casebook.consent(row, consent_date=LATER, scopes=REFUSED)
    allowed(row, DataUse.SAMPLES, on=LATER - timedelta(days=1))
    with pytest.raises(UseNotAgreed):
        allowed(row, DataUse.SAMPLES, on=LATER)


@pytest.mark.parametrize(
    ("scope", "use", "stops"),
    [
        ("new_use", DataUse.IMAGING, True),
        ("new_use", DataUse.SLIDES, True),
        ("new_use", DataUse.SAMPLES, True),
        ("new_use", DataUse.MODEL_USE, True),
        ("new_use", DataUse.REUSE, True),
        ("samples", DataUse.SAMPLES, True),
        ("samples", DataUse.MODEL_USE, False),
        ("treatment", DataUse.MODEL_USE, False),
        ("follow_up", DataUse.MODEL_USE, False),
    ],
)
def test_taking_back_ends_its_uses_on_that_day(asking, scope, use, stops):
    row = joined(asking, {**AGREED, "archive": True})
    withdraw(row, scope=scope, withdrawal_date=LATER - timedelta(days=5))
    allowed(row, use, on=LATER - timedelta(days=6))
    expected = pytest.raises(UseTakenBack, match="2026-01-31") if stops else nullcontext()
    with expected:
        allowed(row, use, on=LATER - timedelta(days=5))


def test_a_scope_the_consent_never_knew_is_not_asked_for(asking):
    row = joined(asking)
    with seeing(asking):
        check_scope(row, "slides", on=LATER)


class TestAnswers:
    """A question may need a box: an answer is refused, a reason why there is none is not."""

    @pytest.fixture
    def row(self, asking):
        row = joined(asking, REFUSED)
        casebook.known(row, surgery_date=DAY)
        return row

    def test_an_answer_without_the_box_is_refused_and_nothing_is_stored(self, row):
        with pytest.raises(UseNotAgreed, match="Samples are kept"):
            casebook.saved_form(row, "checkup", {"weight": 70}, visit="M03")
        with seeing(row.activation):
            assert not FormRecord.objects.exists()

    def test_a_reason_without_a_value_is_stored(self, row):
        assert casebook.saved_form(
            row, "checkup", {"weight": casebook.Missing.NOT_DONE}, visit="M03"
        ).pk

    def test_what_was_collected_before_stays_and_is_corrected(self, asking):
        row = joined(asking)
        casebook.known(row, surgery_date=DAY)
        record = casebook.saved_form(row, "checkup", {"weight": 70}, visit="M03", day=DAY)
        withdraw(row, scope=Withdrawal.Scope.SAMPLES, withdrawal_date=LATER)
        nurse = casebook.member(asking)
        with seeing(asking, by=nurse):
            mended = forms.correct(
                record=record,
                answers=casebook.answers({"weight": 71}, expected_version=1),
                reason="misread",
                by=nurse,
                at=instant(LATER),
            )
        assert mended.data["weight"]["value"] == {"decimal": "71"}
        with pytest.raises(UseTakenBack, match="Destroy samples"):
            casebook.saved_form(row, "checkup", {"weight": 72}, visit="M06", day=LATER)
