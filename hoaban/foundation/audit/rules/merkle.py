"""Merkle trees as RFC 6962 builds them, grown leaf by leaf so that memory stays with the logarithm."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf(entry_id: int, xid: int, digest: bytes) -> bytes:
    """The leaf of one entry: binds the digest to the place (id and transaction) where the entry stands."""
    place = entry_id.to_bytes(8, "big") + xid.to_bytes(8, "big")
    return hashlib.sha256(b"\x00" + place + digest).digest()


class Tree:
    """Collects leaves in order; ``root()`` may be asked at any time."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, one: bytes) -> None:
        """Append a leaf: equal-sized neighbours are joined at once, like carrying in binary counting."""
        self._peaks.append(one)
        self.size += 1
        size = self.size
        while size % 2 == 0:
            right = self._peaks.pop()
            self._peaks.append(_join(self._peaks.pop(), right))
            size //= 2

    def root(self) -> bytes:
        """The root over all leaves so far; SHA-256 of nothing when there is none."""
        if not self._peaks:
            return EMPTY
        found = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            found = _join(peak, found)
        return found


def path(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """What proves that the leaf at ``place`` belongs to the tree over all leaves (RFC 6962, 2.1.1): from leaf to root."""
    if len(leaves) < 2:
        return []
    split = _split(len(leaves))
    if place < split:
        return [*path(leaves[:split], place), _root(leaves[split:])]
    return [*path(leaves[split:], place - split), _root(leaves[:split])]


def root_by_path(one: bytes, place: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to; None where the path has not as many steps as the place asks for."""
    if not 0 <= place < size:
        return None
    turns = []  # from the root down: whether the leaf lies on the left
    while size > 1:
        split = _split(size)
        turns.append(place < split)
        place, size = (place, split) if place < split else (place - split, size - split)
    if len(turns) != len(proof):
        return None
    for on_the_left, other in zip(reversed(turns), proof, strict=True):
        one = _join(one, other) if on_the_left else _join(other, one)
    return one


def _root(leaves: Sequence[bytes]) -> bytes:
    tree = Tree()
    for one in leaves:
        tree.add(one)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
