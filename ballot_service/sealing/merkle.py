"""The list of sealed envelopes as a Merkle tree (RFC 6962, section 2.1).

One short root stands for the whole list; a proof of a few hashes shows that an envelope is in it, or that
an older list is the beginning of a newer one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

_LEAF = b"\x00"
_NODE = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(_LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


class GrowingTree:
    """A tree to which leaves are added one at a time; keeps one hash per complete subtree, so it stays
    small.
    """

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Adds one leaf. Merges as many pairs as the new size has trailing zero bits."""
        peak = leaf_hash(leaf)
        merges = self.size
        while merges & 1:
            peak = node_hash(self._peaks.pop(), peak)
            merges >>= 1
        self._peaks.append(peak)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        top = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            top = node_hash(peak, top)
        return top


def root(leaves: Iterable[bytes]) -> bytes:
    """The 32-byte root of a whole list."""
    tree = GrowingTree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf number `index` (from 0) to the root. Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"There is no leaf {index} in a list of {len(leaves)}.")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether the proof shows `leaf` at position `index` (from 0) in the list of `size` with this root."""
    if not 0 <= index < size:
        return False
    sides = list(_sides(index, size - 1))
    if len(sides) != len(proof):
        return False
    climbed = leaf_hash(leaf)
    for sibling, is_left in zip(proof, sides, strict=True):
        climbed = node_hash(sibling, climbed) if is_left else node_hash(climbed, sibling)
    return climbed == expected_root


def consistency_proof(leaves: Sequence[bytes], older_size: int) -> list[bytes]:
    """The hashes that show the first `older_size` leaves to be the beginning of the list. Raises
    ValueError.
    """
    if not 0 < older_size <= len(leaves):
        raise ValueError(f"An older list must have 1 to {len(leaves)} entries, not {older_size}.")
    return _subproof(older_size, leaves, complete=True)


def verify_consistency(
    older_size: int, size: int, proof: Sequence[bytes], older_root: bytes, expected_root: bytes
) -> bool:
    """Whether the proof shows the list with `older_root` to be the beginning of the one with
    `expected_root`.
    """
    if not 0 < older_size <= size:
        return False
    if older_size == size:
        return not proof and older_root == expected_root
    # The proof starts at the largest complete subtree that ends the older list. When that is the whole older
    # list, the checker knows its hash already and the proof leaves it out.
    tail = (older_size & -older_size).bit_length() - 1
    path = [older_root, *proof] if older_size & (older_size - 1) == 0 else list(proof)
    sides = list(_sides((older_size - 1) >> tail, (size - 1) >> tail))
    if len(path) != len(sides) + 1:
        return False
    older = newer = path[0]
    for sibling, is_left in zip(path[1:], sides, strict=True):
        if is_left:
            older = node_hash(sibling, older)
        newer = node_hash(sibling, newer) if is_left else node_hash(newer, sibling)
    return older == older_root and newer == expected_root


def _sides(position: int, last: int) -> Iterator[bool]:
    """On the way up from `position` to the root of a row that ends at `last`: whether each sibling is on
    the left.

    A node without a sibling (the last of an odd row) moves up unchanged and takes no step of the proof.
    """
    while last:
        if position & 1:
            yield True
        elif position < last:
            yield False
        position, last = position >> 1, last >> 1


def _subproof(older_size: int, leaves: Sequence[bytes], *, complete: bool) -> list[bytes]:
    if older_size == len(leaves):
        return [] if complete else [root(leaves)]
    split = _split(len(leaves))
    if older_size <= split:
        return [*_subproof(older_size, leaves[:split], complete=complete), root(leaves[split:])]
    return [*_subproof(older_size - split, leaves[split:], complete=False), root(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)
