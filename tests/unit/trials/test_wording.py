from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from trials.domain.messages import message
from trials.domain.partial_dates import PartialDate
from trials.domain.text import Text
from trials.wording import unit_shown, with_weekday, worded

SCAN = Text(en="Scan", zh="影像")


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (SCAN, "Scan", "影像"),
        (
            message("{what}: {day}", what=SCAN, day=date(2026, 3, 5)),
            "Scan: 2026-03-05",
            "影像: 2026-03-05",
        ),
        (PartialDate(2026, 3), "2026-03", "2026-03"),
        (date(2026, 3, 5), "2026-03-05", "2026-03-05"),
        (None, "", ""),
        (12, "12", "12"),
    ],
)
def test_each_value_in_the_language_of_the_reader(value, english, chinese):
    for language, said in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert worded(value) == said


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("mm[Hg]", "mmHg"),
        ("10*9/L", "10⁹/L"),
        ("10*12/L", "10¹²/L"),
        ("10*3/uL", "10³/µL"),
        ("[IU]/mL", "IU/mL"),
        ("m[IU]/L", "mIU/L"),
        ("umol/L", "µmol/L"),
        ("g/L", "g/L"),
        ("%", "%"),
        ("", ""),
    ],
)
def test_units_as_laboratories_print_them(code, printed):
    assert unit_shown(code) == printed


def test_a_day_in_a_list_names_its_weekday():
    with translation.override("en"):
        assert with_weekday(date(2026, 3, 5)) == "2026-03-05 Thu"


def drawn(template, **context):
    return Template("{% load words %}" + template).render(Context(context))


def test_words_in_templates_are_escaped():
    nasty = Text(en="<b>", zh="<b>")
    assert drawn("{{ x|worded }}", x=nasty) == "&lt;b&gt;"


def test_no_day_is_no_words():
    assert drawn("{{ x|weekday }}{{ x|worded }}{{ x|label }}", x=None) == ""


def test_every_form_gets_a_key_of_its_own():
    first, second = (drawn("{% submission_key %}") for _ in range(2))
    assert first != second
    assert first.startswith('<input type="hidden" name="submission_key" value="')
