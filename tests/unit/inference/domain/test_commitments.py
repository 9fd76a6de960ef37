"""A commitment binds to the output, tells nothing of it, and every sealed text is as long."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.domain.commitments import NONCE_BYTES, SIZE, NotSealable, Opening

NONCE = bytes(range(NONCE_BYTES))
FINITE = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | FINITE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OUTPUTS = st.dictionaries(st.text(max_size=20), VALUES, max_size=4).filter(
    lambda output: len(json.dumps(output)) < SIZE / 4
)


def test_it_is_the_hash_of_the_canonical_output_and_the_nonce():
    opening = Opening.of({"b": 1, "a": "x"}, nonce=NONCE)
    assert opening.commitment == hashlib.sha256(b'{"a":"x","b":1}' + NONCE).hexdigest()


@given(OUTPUTS)
def test_what_is_packed_comes_out_again(output):
    opening = Opening.of(output, nonce=NONCE)
    again = Opening.unpack(opening.pack())
    assert (again, again.output) == (opening, output)
    assert again.commitment == opening.commitment


@given(OUTPUTS)
def test_every_packed_text_is_as_long(output):
    assert len(Opening.of(output, nonce=NONCE).pack().encode()) == SIZE + 2 * NONCE_BYTES


@given(OUTPUTS, st.integers(0, NONCE_BYTES * 8 - 1))
def test_one_bit_of_the_nonce_makes_another_commitment(output, bit):
    other = bytearray(NONCE)
    other[bit // 8] ^= 1 << bit % 8
    one, two = (Opening.of(output, nonce=nonce) for nonce in (NONCE, bytes(other)))
    assert one.commitment != two.commitment


def test_the_order_of_names_does_not_matter():
    one, two = (Opening.of(o, nonce=NONCE) for o in ({"a": 1, "b": 2}, {"b": 2, "a": 1}))
    assert one.commitment == two.commitment


@pytest.mark.parametrize(
    "output",
    [
        {"score": float("nan")},
        {"score": float("inf")},
        {"score": b"0.5"},
        {"score": object()},
        {"text": "x" * SIZE},
        {"text": "肝" * (SIZE // 3)},
    ],
    ids=["nan", "infinity", "bytes", "object", "too long", "too long in chinese"],
)
def test_what_cannot_be_sealed_is_named_without_its_value(output):
    with pytest.raises(NotSealable, match=r"plain JSON|bytes") as refusal:
        Opening.of(output, nonce=NONCE)
    assert "0.5" not in str(refusal.value)


def test_the_longest_that_fits():
    fits = {"t": "x" * (SIZE - len('{"t":""}'))}
    assert Opening.unpack(Opening.of(fits, nonce=NONCE).pack()).output == fits
    with pytest.raises(NotSealable):
        Opening.of({"t": fits["t"] + "x"}, nonce=NONCE)


def test_its_text_does_not_show_in_errors_and_logs():
    assert "surgery" not in repr(Opening.of({"strategy": "surgery_tace"}, nonce=NONCE))
