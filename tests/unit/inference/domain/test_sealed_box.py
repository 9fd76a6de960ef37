import base64
import os

import pytest

from casebook.domain.sealing import KeyMissing, SealBroken
from inference.domain.sealed_box import KEY_BYTES, ClosingKeys, OpeningKeys

OLD, NEW = "0bWq1rD3nqfKfJ2gk6mZ5wq3p7nXo1oYB1cQk8V9a1M=", base64.b64encode(b"k" * 32).decode()
KEYS = OpeningKeys.of([OLD])
# As any process holds them: through their written form.
PUBLIC = ClosingKeys.of(KEYS.closing.encoded)


def closed(text="0.7312", keys=PUBLIC, owner="prediction 1"):
    return keys.seal(text, owner=owner, fresh=os.urandom(KEY_BYTES))


def test_what_the_public_half_closes_the_secret_half_opens():
    assert KEYS.open(closed("0.7312 高风险"), owner="prediction 1") == "0.7312 高风险"


def test_the_public_half_alone_opens_nothing():
    assert not hasattr(PUBLIC, "open")
    stranger = OpeningKeys.of([base64.b64encode(PUBLIC.publics[0]).decode()])
    with pytest.raises(SealBroken):
        stranger.open(closed(), owner="prediction 1")


def test_copied_to_another_owner_it_does_not_open():
    with pytest.raises(SealBroken, match="does not belong here"):
        KEYS.open(closed(), owner="prediction 2")


@pytest.mark.parametrize("at", [0, 20, 50, -1])
def test_a_changed_byte_does_not_open(at):
    name, _, body = closed().partition(".")
    raw = bytearray(base64.b64decode(body))
    raw[at] ^= 1
    with pytest.raises(SealBroken):
        KEYS.open(f"{name}.{base64.b64encode(raw).decode()}", owner="prediction 1")


@pytest.mark.parametrize("text", ["", "nothing", "00000000.AAAA", closed().split(".")[0] + ".A"])
def test_what_is_no_sealed_text_is_refused(text):
    with pytest.raises(SealBroken):
        KEYS.open(text, owner="prediction 1")


def test_a_new_key_in_front_closes_and_the_old_one_still_opens():
    both = OpeningKeys.of([NEW, OLD])
    before, after = closed(), closed(keys=both.closing)
    assert both.open(before, owner="prediction 1") == both.open(after, owner="prediction 1")
    with pytest.raises(SealBroken, match="no key"):
        KEYS.open(after, owner="prediction 1")


def test_without_a_key_nothing_is_closed():
    with pytest.raises(KeyMissing):
        closed(keys=ClosingKeys(()))


def test_equal_texts_look_unlike_and_are_as_long():
    one, other = closed("0.1" * 9), closed("0.9" * 9)
    assert one != other
    assert len(one) == len(other)
