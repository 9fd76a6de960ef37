import pytest

from audit.domain.signing import Content, Proof, Shown, Signing

BEFORE = Content(value={"a": 1, "b": 2}, parts={"Albumin": 1, "ECOG": 2})


def test_what_comes_back_as_it_went_out_agrees():
    assert not Shown.parse(BEFORE.as_shown().token()).differs_from(BEFORE)


@pytest.mark.parametrize(
    ("parts", "changed"),
    [
        ({"Albumin": 1, "ECOG": 3}, ["ECOG"]),
        ({"Albumin": 1}, ["ECOG"]),
        ({"Albumin": 1, "ECOG": 2, "INR": 1}, ["INR"]),
        ({"Albumin": 1, "ECOG": 2}, []),
    ],
)
def test_what_is_new_gone_or_other_is_named(parts, changed):
    now = Content(value="other", parts=parts)
    shown = Shown.parse(BEFORE.as_shown().token())
    assert shown.differs_from(now)
    assert shown.changed_in(now) == changed


@pytest.mark.parametrize("token", ["", "x", "{}", "[]", "null", '{"sha256": "a", "parts": 3}'])
def test_what_cannot_be_read_agrees_with_nothing(token):
    shown = Shown.parse(token)
    assert shown.differs_from(BEFORE)
    assert shown.sha256 == ""


def test_a_line_of_a_list_is_signed_by_itself():
    signing = Signing(proof=Proof(user=1, components=("password",)), shown=BEFORE.as_shown())
    assert not signing.of("ECOG").shown.differs_from(Content(value=2))
    assert signing.of("ECOG").shown.differs_from(Content(value=3))
    assert signing.of("nothing").shown.sha256 == ""
