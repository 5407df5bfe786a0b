"""Merkle trees as RFC 6962 builds them, grown leaf by leaf so that memory stays with the logarithm."""

from __future__ import annotations

import hashlib

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


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
