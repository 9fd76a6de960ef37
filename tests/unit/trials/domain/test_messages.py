from trials.domain.messages import Message, gettext_noop, message


def test_message_reads_in_english_by_itself():
    assert str(message("{item} is above {limit}", item="AFP", limit=20)) == "AFP is above 20"


def test_message_is_rendered_in_the_language_of_the_reader():
    chinese = {"{item} is missing": "缺少{item}"}
    assert message("{item} is missing", item="AFP").render(chinese.__getitem__) == "缺少AFP"


def test_messages_inside_messages_are_translated_too():
    chinese = {"{what}: mend it": "{what}：请更正", "too high": "过高"}
    outer = message("{what}: mend it", what=message("too high"))
    assert outer.render(chinese.__getitem__) == "过高：请更正"


def test_values_are_shown_by_the_readers_own_hand():
    label = {"en": "Bilirubin", "zh": "胆红素"}
    shown = message("{item}?", item=label).render(show=lambda value: value["zh"])
    assert shown == "胆红素?"


def test_two_messages_with_the_same_words_are_equal():
    assert message("a {b}", b=1) == Message("a {b}", {"b": 1})


def test_a_marked_label_is_left_as_it_is():
    assert gettext_noop("Research nurse") == "Research nurse"
