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


def root_of(leaves: Sequence[Hash]) -> Hash:
    return root_of_peaks(peaks_of(leaves))


def peaks_of(leaves: Sequence[Hash]) -> tuple[Hash, ...]:
    peaks: tuple[Hash, ...] = ()
    for size, leaf in enumerate(leaves):
        peaks = grown(peaks, size, leaf)
    return peaks


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


# --- proofs --------------------------------------------------------------------------------------
def inclusion_proof(index: int, leaves: Sequence[Hash]) -> tuple[Hash, ...]:
    """What, with the leaf itself, makes the root: one hash per level (RFC 6962, 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no entry {index} among {len(leaves)}")
    if len(leaves) == 1:
        return ()
    k = split(len(leaves))
    if index < k:
        return (*inclusion_proof(index, leaves[:k]), root_of(leaves[k:]))
    return (*inclusion_proof(index - k, leaves[k:]), root_of(leaves[:k]))


def is_included(leaf: Hash, *, index: int, size: int, proof: Sequence[Hash], root: Hash) -> bool:
    """RFC 9162, 2.1.3.2: needs nothing of the log but the proof and its root."""
    if not 0 <= index < size:
        return False
    here, last = index, size - 1
    for step in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            leaf = node_hash(step, leaf)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            leaf = node_hash(leaf, step)
        here, last = here >> 1, last >> 1
    return last == 0 and leaf == root


def consistency_proof(size: int, leaves: Sequence[Hash]) -> tuple[Hash, ...]:
    """That the first `size` leaves are still what they were (RFC 6962, 2.1.2)."""
    if not 0 < size <= len(leaves):
        raise IndexError(f"no log of {size} within {len(leaves)}")
    return _subproof(size, leaves, is_whole=True)


def _subproof(size: int, leaves: Sequence[Hash], *, is_whole: bool) -> tuple[Hash, ...]:
    if size == len(leaves):
        return () if is_whole else (root_of(leaves),)
    k = split(len(leaves))
    if size <= k:
        return (*_subproof(size, leaves[:k], is_whole=is_whole), root_of(leaves[k:]))
    return (*_subproof(size - k, leaves[k:], is_whole=False), root_of(leaves[:k]))


def is_consistent(
    *, old_size: int, old_root: Hash, size: int, root: Hash, proof: Sequence[Hash]
) -> bool:
    """RFC 9162, 2.1.4.2."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    steps = list(proof)
    if is_power_of_two(old_size):
        steps.insert(0, old_root)
    if not steps:
        return False
    here, last = old_size - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, step)
        here, last = here >> 1, last >> 1
    return last == 0 and (old, new) == (old_root, root)


def split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def is_power_of_two(size: int) -> bool:
    return size & (size - 1) == 0
