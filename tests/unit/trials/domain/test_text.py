import pytest
from pydantic import ValidationError

from trials.domain.text import Part, Text

WORDS = Text(en="Recurrence", zh="复发")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Recurrence"),
        ("en-gb", "Recurrence"),
        ("fr", "Recurrence"),
        ("zh", "复发"),
        ("zh-hans", "复发"),
        ("zh-Hans-CN", "复发"),
    ],
)
def test_words_in_the_readers_language(language, words):
    assert WORDS.in_language(language) == words


def test_as_plain_text_it_is_english():
    assert str(WORDS) == "Recurrence"


@pytest.mark.parametrize(
    "words",
    [{"en": "Only English"}, {"zh": "只有中文"}, {"en": "", "zh": "空"}, {"en": " ", "zh": "空"}],
)
def test_a_text_stands_in_both_languages(words):
    with pytest.raises(ValidationError):
        Text.model_validate(words)


def test_a_part_refuses_keys_it_does_not_know():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Text.model_validate({"en": "a", "zh": "一", "fr": "un"})


def test_a_part_never_changes():
    with pytest.raises(ValidationError, match="frozen"):
        WORDS.en = "Relapse"
    assert issubclass(Text, Part)
