"""The hash tree: against the definition of RFC 6962, and against every single changed bit."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.merkle import grown, leaf_hash, node_hash, root_of_peaks

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
    k = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two below
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def root_of(leaves):
    peaks = ()
    for size, leaf in enumerate(leaves):
        peaks = grown(peaks, size, leaf)
    return root_of_peaks(peaks)


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
        peaks = grown(peaks, size, leaf)
        assert root_of_peaks(peaks) == by_definition(leaves[: size + 1])
        assert len(peaks) == (size + 1).bit_count()
