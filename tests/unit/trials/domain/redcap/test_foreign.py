"""A dictionary that REDCap made itself: what is carried over, and what is said of the rest."""

import pytest

from trials.domain.protocol.forms import Form
from trials.domain.redcap import columns as of
from trials.domain.redcap.columns import NoDictionary, as_csv, from_csv, row
from trials.domain.redcap.reading import forms_in


def field(name, kind="text", **said):
    form = {of.NAME: name, of.FORM: "baseline", of.TYPE: kind, of.LABEL: name.capitalize()}
    return row(**{**form, **said})


def carried(*fields):
    return forms_in([field("record_id"), *fields])


def one(*fields):
    [form], _lost = carried(*fields)
    return Form.model_validate(form).items[-1]


def why(*fields):
    return [said.why for said in carried(*fields)[1]]


@pytest.mark.parametrize(
    ("kind", "validation", "becomes"),
    [
        ("text", "", "text"),
        ("text", "integer", "integer"),
        ("text", "number_2dp", "number"),
        ("text", "date_dmy", "date"),
        ("text", "datetime_ymd", "date"),
        ("text", "time", "time"),
        ("text", "email", "text"),
        ("notes", "", "text"),
        ("yesno", "", "yes_no"),
        ("truefalse", "", "yes_no"),
        ("slider", "", "integer"),
        ("file", "", "file"),
    ],
)
def test_each_kind_of_field(kind, validation, becomes):
    assert one(field("answer", kind, **{of.VALIDATION: validation})).type == becomes


@pytest.mark.parametrize(("kind", "becomes"), [("radio", "choice"), ("checkbox", "choices")])
def test_choices_keep_their_codes(kind, becomes):
    item = one(field("answer", kind, **{of.CHOICES: "1, <b>Yes, surely</b> | 99, Not known"}))
    assert item.type == becomes
    assert {code: text.en for code, text in item.codes.items()} == {
        "1": "Yes, surely",
        "99": "Not known",
    }


@pytest.mark.parametrize(
    ("logic", "becomes"),
    [
        ("[a]='1'", {"fact": "a", "is": True}),
        ('[a] = "0"', {"fact": "a", "is": False}),
        ("[n] >= 5", {"fact": "n", "at_least": 5}),
        ("[n] > 5", {"not": {"fact": "n", "at_most": 5}}),
        ("[n] <> '2.5'", None),
        ("[c] <> ''", {"fact": "c", "present": True}),
        ("[m(3)] = '1'", {"fact": "m", "is": "3"}),
        ("[m(3)] = '0'", {"not": {"fact": "m", "is": "3"}}),
        (
            "[a]='1' or [n]<3 and ([c]='x')",
            {
                "any": [
                    {"fact": "a", "is": True},
                    {
                        "all": [
                            {"not": {"fact": "n", "at_least": 3}},
                            {"fact": "c", "is": "x"},
                        ]
                    },
                ]
            },
        ),
    ],
)
def test_branching_logic_becomes_a_condition(logic, becomes):
    known = (
        field("a", "yesno"),
        field("n", **{of.VALIDATION: "integer"}),
        field("c", "radio", **{of.CHOICES: "x, X"}),
        field("m", "checkbox", **{of.CHOICES: "3, Three"}),
    )
    [form], lost = carried(*known, field("last", **{of.LOGIC: logic}))
    if becomes is None:
        assert form["items"][-1]["shown_when"]["not"]["fact"] == "n"
    else:
        assert form["items"][-1]["shown_when"] == becomes
    assert not [said for said in lost if said.column == of.LOGIC]


@pytest.mark.parametrize(
    "logic",
    [
        "datediff([d], 'today', 'd') > 3",
        "[event_1_arm_1][a] = '1'",
        "[unknown] = '1'",
        "[a] = [n]",
        "([a] = '1'",
        "[a] = '1' [a]",
        "[n] > 'many'",
    ],
)
def test_logic_beyond_words_asks_everybody_and_says_so(logic):
    [form], lost = carried(field("a", "yesno"), field("n"), field("last", **{of.LOGIC: logic}))
    assert "shown_when" not in form["items"][-1]
    assert [said.field for said in lost if said.column == of.LOGIC] == ["last"]


@pytest.mark.parametrize(
    ("kind", "said", "why_not"),
    [
        ("calc", {of.CHOICES: "[a]+1"}, "declare one under facts"),
        ("descriptive", {}, "hint of a question"),
        ("sql", {}, "made by a query"),
        ("text", {of.IDENTIFIER: "y"}, "kept under identity"),
    ],
)
def test_what_is_not_carried_over_is_told(kind, said, why_not):
    forms, lost = carried(field("other"), field("gone", kind, **said))
    assert [item["id"] for item in forms[0]["items"]] == ["other"]
    assert any(one.field == "gone" and why_not in one.why for one in lost)


@pytest.mark.parametrize(
    ("said", "why_not"),
    [
        ({of.VALIDATION: "email"}, "email is not checked"),
        ({of.VALIDATION: "datetime_ymd"}, "the time of day is not"),
        ({of.VALIDATION: "date_ymd", of.LEAST: "2020-01-01"}, "write a check instead"),
        ({of.MATRIX: "grid"}, "laid out"),
        ({of.ANNOTATION: "@HIDDEN"}, "@HIDDEN: not carried over"),
    ],
)
def test_what_is_carried_over_in_part_is_told(said, why_not):
    assert any(why_not in line for line in why(field("answer", **said)))


def test_the_records_name_and_the_other_language_are_told():
    said = why(field("answer"))
    assert any("a participant has a code here" in line for line in said)
    assert any("one language only" in line for line in said)


def test_a_header_opens_a_section():
    [form], _lost = carried(
        field("a"),
        field("b", **{of.SECTION: "<i>Blood</i>"}),
        field("c"),
        field("d", **{of.SECTION: "X"}),
    )
    assert [item.get("section") for item in form["items"]] == [None, "part_1", "part_1", "part_2"]
    assert form["sections"]["part_1"]["en"] == "Blood"


def test_another_file_is_refused_with_the_way_to_the_right_one():
    with pytest.raises(NoDictionary, match="Download it from REDCap under Data Dictionary"):
        from_csv("a,b\n1,2\n")


def test_a_byte_order_mark_and_empty_lines_do_no_harm():
    rows = [field("record_id"), field("a"), row()]
    assert len(from_csv("\ufeff" + as_csv(rows))) == 2


def test_a_name_given_twice_and_a_type_nobody_knows_are_told():
    [form] = carried(field("age"), field("age", "yesno"), field("mood", "hologram"))[0]
    assert [(item["id"], item["type"]) for item in form["items"]] == [
        ("age", "text"),
        ("mood", "text"),
    ]
    told = why(field("age"), field("age", "yesno"), field("mood", "hologram"))
    assert any("an earlier field has this name" in one for one in told)
    assert any("hologram is no field type" in one for one in told)
