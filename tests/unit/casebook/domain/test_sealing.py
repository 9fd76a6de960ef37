import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.domain.sealing import KeyMissing, Keyring, SealBroken

OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
RING = Keyring.of([NEW, OLD])


def seal(text: str, owner: str = "participant:1", ring: Keyring = RING) -> str:
    return ring.seal(text, owner=owner, nonce=os.urandom(12))


@given(st.text())
def test_what_was_sealed_opens_again(text):
    assert RING.open(seal(text), owner="participant:1") == text


def test_swapped_ciphertext_raises():
    with pytest.raises(SealBroken, match="does not belong here"):
        RING.open(seal("李华"), owner="participant:2")


def test_one_changed_byte_raises():
    sealed = seal("李华")
    key_id, body = sealed.split(".")
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1
    with pytest.raises(SealBroken):
        RING.open(f"{key_id}.{base64.b64encode(bytes(raw)).decode()}", owner="participant:1")


@pytest.mark.parametrize("damage", ["", "no dot", "12345678.", "not base64"])
def test_a_damaged_text_is_refused_and_never_a_crash(damage):
    text = damage if damage != "not base64" else f"{RING.first.id}.€€€"
    with pytest.raises(SealBroken):
        RING.open(text, owner="participant:1")


def test_text_sealed_before_a_rotation_still_opens():
    before = Keyring.of([OLD])
    assert RING.open(seal("李华", ring=before), owner="participant:1") == "李华"


def test_the_new_key_seals_after_a_rotation():
    with pytest.raises(SealBroken, match="no key"):
        Keyring.of([OLD]).open(seal("李华"), owner="participant:1")


def test_the_same_text_never_looks_the_same():
    assert seal("李华") != seal("李华")


def test_sealed_text_shows_nothing_of_its_content():
    assert "138" not in base64.b64decode(seal("13800001111").split(".")[1]).decode("latin-1")


def test_index_is_stable_and_finds_rows_from_before_a_rotation():
    assert RING.index("a|b") == RING.index("a|b")
    assert Keyring.of([OLD]).index("a|b") in RING.indexes("a|b")


def test_index_depends_on_the_key():
    assert Keyring.of([OLD]).index("a|b") != Keyring.of([NEW]).index("a|b")


def test_without_a_key_nothing_is_sealed_and_nothing_looked_up():
    for use in (lambda: seal("a", ring=Keyring(())), lambda: Keyring(()).indexes("a")):
        with pytest.raises(KeyMissing):
            use()


def test_keys_do_not_show_in_a_traceback():
    assert "\\x01" not in repr(RING)
    assert OLD not in repr(RING)
    assert "\\x02" not in repr(RING.first)
