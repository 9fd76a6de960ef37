import pytest

from casebook.domain.files import Reference, clean_name, kind_of, what_is_wrong
from tests.factories.small_protocols import small_form
from trials.domain.protocol.forms import FileKind

PDF, PNG, JPEG = b"%PDF-1.7 a letter", b"\x89PNG\r\n\x1a\n a photo", b"\xff\xd8\xff a photo"


def item(**parts):
    return small_form({"id": "letter", "type": "file", **parts}).items[0]


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PDF, FileKind.PDF), (PNG, FileKind.PNG), (JPEG, FileKind.JPEG), (b"MZ", None), (b"", None)],
)
def test_the_kind_is_told_by_the_content(data, kind):
    assert kind_of(data) is kind


@pytest.mark.parametrize(
    ("parts", "data", "says"),
    [
        ({}, PDF, None),
        ({}, JPEG, None),
        ({}, b"", "The file is empty. Choose another one."),
        ({}, b"GIF89a", "The file is of another kind. Letter takes: PDF, PNG, JPEG."),
        ({"accepts": ["pdf"]}, PNG, "The file is of another kind. Letter takes: PDF."),
        ({"most_mb": 1}, PDF + b"x" * 1024 * 1024, "larger than 1 MB. Send a smaller one."),
    ],
)
def test_what_is_wrong_says_what_would_do(parts, data, says):
    found = what_is_wrong(item(**parts), data)
    assert (says or "") in str(found or "")
    assert (found is None) is (says is None)


def test_most_bytes_are_the_last_that_fit():
    assert what_is_wrong(item(most_mb=1), PDF.ljust(1024 * 1024)) is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\信件.pdf", "信件.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("", "file"),
        ("x" * 200 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name, kept):
    assert clean_name(name) == kept


@pytest.mark.parametrize("text", ["", "letter.pdf", "a" * 64, "A" * 64 + " x", "a" * 63 + " x"])
def test_what_is_no_reference(text):
    assert Reference.parse(text) is None


def test_a_reference_reads_as_it_was_written():
    one = Reference("a" * 64, "a letter.pdf")
    assert Reference.parse(str(one)) == one
