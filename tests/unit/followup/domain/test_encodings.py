import pytest

from followup.domain.encodings import decoded

CHINESE = "检验项目,结果,单位\n肌酐,221,μmol/L\n"
ENGLISH = "analyte,value,unit\nALT,130,U/L\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_chinese_text_is_read_however_it_was_saved(encoding):
    assert decoded(CHINESE.encode(encoding)) == CHINESE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "ascii"])
def test_english_text_is_read_without_a_mark_in_front(encoding):
    assert decoded(ENGLISH.encode(encoding)) == ENGLISH


def test_a_lone_letter_beyond_ascii_is_western():
    text = "analyte,value,unit\nCréat,221,µmol/L\n"
    assert decoded(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 4, b"\xd0\xcf\x11\xe0\0\0abc", b"\xef\xbb\xbf\xff"]
)
def test_what_is_no_text_is_none(data):
    assert decoded(data) is None


def test_nothing_is_the_empty_text():
    assert decoded(b"") == ""
