"""The hash tree: against the definition of RFC 6962, and against every single changed bit."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain import merkle
from audit.domain.merkle import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

LOGS = st.lists(st.binary(max_size=8), min_size=1, max_size=40).map(
    lambda entries: [leaf_hash(entry) for entry in entries]
)
# The test vectors published with Certificate Transparency's reference implementation.
ENTRIES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves):
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = merkle.split(len(leaves))
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size):
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]
    assert root_of(leaves).hex() == ROOTS[size - 1]


def test_an_empty_log_has_a_root():
    assert root_of([]) == hashlib.sha256(b"").digest()


def test_an_inner_node_is_no_entry():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != root_of([left, right])


@given(LOGS)
def test_growing_entry_by_entry_makes_the_root_of_the_definition(leaves):
    peaks = ()
    for size, leaf in enumerate(leaves):
        peaks = merkle.grown(peaks, size, leaf)
        assert merkle.root_of_peaks(peaks) == by_definition(leaves[: size + 1])
        assert len(peaks) == (size + 1).bit_count()


@given(LOGS, st.data())
def test_an_entry_is_proved_to_be_in_the_log(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(index, leaves)
    said = {"index": index, "size": len(leaves), "root": root_of(leaves)}

    assert is_included(leaves[index], proof=proof, **said)
    assert len(proof) <= (len(leaves) - 1).bit_length()


@given(LOGS, st.data())
def test_one_bit_of_anything_breaks_the_proof_of_inclusion(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    bit = data.draw(st.integers(0, 255))
    proof, root = inclusion_proof(index, leaves), root_of(leaves)
    said = {"index": index, "size": len(leaves)}

    assert not is_included(flipped(leaves[index], bit), proof=proof, root=root, **said)
    assert not is_included(leaves[index], proof=proof, root=flipped(root, bit), **said)
    for place in range(len(proof)):
        changed = [*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]]
        assert not is_included(leaves[index], proof=changed, root=root, **said)


@given(LOGS, st.data())
def test_a_proof_holds_for_its_own_place_only(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root, size = inclusion_proof(index, leaves), root_of(leaves), len(leaves)
    longer, shorter = [*proof, root], proof[:-1]

    assert not is_included(leaves[index], index=index, size=size, proof=longer, root=root)
    if proof:
        assert not is_included(leaves[index], index=index, size=size, proof=shorter, root=root)
    for other in range(-1, size + 1):
        if other != index and not (0 <= other < size and leaves[other] == leaves[index]):
            assert not is_included(leaves[index], index=other, size=size, proof=proof, root=root)


@given(LOGS, st.data())
def test_a_log_that_only_grew_is_consistent(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    said = {"old_size": old, "old_root": root_of(leaves[:old]), "size": len(leaves)}

    assert is_consistent(root=root_of(leaves), proof=consistency_proof(old, leaves), **said)


@given(LOGS, st.data())
def test_a_log_rewritten_by_one_bit_is_not(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    place, bit = data.draw(st.integers(0, old - 1)), data.draw(st.integers(0, 255))
    kept = root_of(leaves[:old])
    rewritten = [*leaves[:place], flipped(leaves[place], bit), *leaves[place + 1 :]]

    said = {"old_size": old, "size": len(leaves), "root": root_of(rewritten)}
    assert not is_consistent(old_root=kept, proof=consistency_proof(old, rewritten), **said)


@given(LOGS, st.data())
def test_one_bit_of_the_proof_of_consistency_breaks_it(leaves, data):
    old, bit = data.draw(st.integers(1, len(leaves))), data.draw(st.integers(0, 255))
    proof, root, kept = consistency_proof(old, leaves), root_of(leaves), root_of(leaves[:old])
    said = {"old_size": old, "size": len(leaves)}

    assert not is_consistent(old_root=flipped(kept, bit), root=root, proof=proof, **said)
    assert not is_consistent(old_root=kept, root=flipped(root, bit), proof=proof, **said)
    assert not is_consistent(old_root=kept, root=root, proof=[*proof, root], **said)
    for place in range(len(proof)):
        changed = [*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]]
        assert not is_consistent(old_root=kept, root=root, proof=changed, **said)


@pytest.mark.parametrize("index", [-1, 2])
def test_there_is_no_proof_for_what_is_not_there(index):
    with pytest.raises(IndexError):
        inclusion_proof(index, [leaf_hash(b"a"), leaf_hash(b"b")])


@pytest.mark.parametrize("size", [0, 3])
def test_there_is_no_proof_for_a_log_that_never_was(size):
    leaves = [leaf_hash(b"a"), leaf_hash(b"b")]
    with pytest.raises(IndexError):
        consistency_proof(size, leaves)
    assert not is_consistent(old_size=size, old_root=b"", size=2, root=root_of(leaves), proof=())


def test_a_missing_proof_proves_nothing():
    leaves = [leaf_hash(bytes([n])) for n in range(7)]
    root = root_of(leaves)
    assert not is_consistent(old_size=3, old_root=root_of(leaves[:3]), size=7, root=root, proof=())
