"""A hash tree over an append-only list, as Certificate Transparency keeps it (RFC 6962, 2.1).

Leaves and inner nodes are hashed under different prefixes, so that no inner node can be passed off
as an entry. The log keeps only its peaks, the roots of the full trees it is made of: 13 entries are
trees of 8, 4 and 1. The next entry costs a few hashes however long the log is.
"""

import hashlib
from collections.abc import Sequence

Hash = bytes
LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(entry: bytes) -> Hash:
    return hashlib.sha256(LEAF + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    return hashlib.sha256(NODE + left + right).digest()


def grown(peaks: Sequence[Hash], size: int, leaf: Hash) -> tuple[Hash, ...]:
    """The peaks after one more leaf; `size` is the number of leaves before it."""
    left = list(peaks)
    while size & 1:
        leaf = node_hash(left.pop(), leaf)
        size >>= 1
    return (*left, leaf)


def root_of_peaks(peaks: Sequence[Hash]) -> Hash:
    if not peaks:
        return hashlib.sha256(b"").digest()
    *rest, root = peaks
    for peak in reversed(rest):
        root = node_hash(peak, root)
    return root
