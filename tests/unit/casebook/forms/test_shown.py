import pytest
from django.utils import translation

from casebook.domain.edit_checks import check_form
from casebook.forms.shown import answer_shown, compared, lines_of
from tests.factories.casebook import entry
from tests.factories.people import TODAY
from tests.factories.protocols import text_of
from trials.domain.protocol.loader import load
from trials.domain.values import Missing


@pytest.fixture(scope="module")
def protocol():
    return load(text_of("small-trial"), name="small.yaml")


def stored(protocol, **values):
    entries = {name: entry(value) for name, value in values.items()}
    found = check_form(
        protocol=protocol, form=protocol.form("intake"), entries=entries, today=TODAY
    )
    return {name: answer.as_stored() for name, answer in found.answers.items()}


@pytest.mark.parametrize(
    ("item", "typed", "shown", "in_chinese"),
    [
        ("bilirubin", "20.50", "20.50 µmol/L", "20.50 µmol/L"),
        ("bilirubin", entry("1.2", "mg/dL"), "1.2 mg/dL (= 20.52 µmol/L)", None),
        ("bilirubin", Missing.REFUSED, "(refused)", None),
        ("ecog", "1", "Limited", "受限"),
        ("smokes", False, "no", "否"),
        ("route", ("pain",), "Pain", "疼痛"),
        ("phases", ("delayed", "arterial"), "Arterial, Delayed", "动脉期, 延迟期"),
        ("scan_on", "2026-01", "2026-01", "2026-01"),
        ("remark", "as it was", "as it was", "as it was"),
        ("fasting_since", "7:05", "7:05", "7:05"),
    ],
)
def test_an_answer_as_people_read_it(protocol, item, typed, shown, in_chinese):
    data = stored(protocol, **{item: typed})
    assert answer_shown(protocol, item, data[item]) == shown
    if in_chinese:
        with translation.override("zh-hans"):
            assert answer_shown(protocol, item, data[item]) == in_chinese


def test_no_answer_is_an_empty_text(protocol):
    assert answer_shown(protocol, "ecog", None) == ""


def test_every_question_has_a_line_but_those_that_are_calculated(protocol):
    form = protocol.form("intake")
    lines = lines_of(protocol, form, stored(protocol, bilirubin=entry("700", reason="twice")))
    assert len(lines) == len(form.items) - 1
    (bilirubin,) = [line for line in lines if line.item == "bilirubin"]
    assert (bilirubin.shown, bilirubin.reason) == ("700 µmol/L", "twice")


def test_two_versions_differ_where_the_digits_do(protocol):
    lines = compared(
        protocol,
        protocol.form("intake"),
        stored(protocol, bilirubin="20.5", ecog="1"),
        stored(protocol, bilirubin="20.50", ecog="1"),
    )
    assert [line.item for line in lines if line.differs] == ["bilirubin"]
