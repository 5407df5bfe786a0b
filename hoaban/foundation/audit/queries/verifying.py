"""Prove the trail, or name the first place where it is broken. Memory does not grow with the trail."""

from __future__ import annotations

import hmac
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from hoaban.foundation.audit.models import Anchor
from hoaban.foundation.audit.queries import head
from hoaban.foundation.audit.queries.blocks import Raw, last_block, regular_end, stream_blocks, stream_entries
from hoaban.foundation.audit.queries.keys import digest_key, known_public_keys
from hoaban.foundation.audit.rules import breaks
from hoaban.foundation.audit.rules.breaks import Break, Broken
from hoaban.foundation.audit.rules.digests import GENESIS, Block, anchor_message, block_hash
from hoaban.foundation.audit.rules.merkle import Tree, leaf

Progress = Callable[[int, int], None]
"""Told from time to time: entries proved so far, blocks proved so far."""
_TELL_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was proved. ``entries`` counts the sealed, ``unsealed`` the tail after the last block."""

    ok: bool
    entries: int
    blocks: int
    unsealed: int
    signatures: int
    first_break: Break | None


class _Proof:
    """One pass over the trail; counts as it goes, raises :class:`Broken` at the first break."""

    def __init__(self, progress: Progress | None) -> None:
        self.entries = self.blocks = self.unsealed = self.signatures = 0
        self._progress = progress
        self._key = digest_key()
        self._known = known_public_keys()
        self._noted = head.noted()
        self._anchors: dict[int, list[Anchor]] = {}
        for anchor in Anchor.objects.order_by("day"):
            self._anchors.setdefault(anchor.block, []).append(anchor)

    def run(self) -> None:
        last = last_block()
        previous: Block | None = None
        blocks = stream_blocks(last.number if last else 0)
        for _era, group in itertools.groupby(blocks, key=lambda block: block.era):
            previous = self._prove_era(group, previous)
        if self._anchors:
            raise Broken(breaks.block_missing(min(self._anchors)))
        if self._noted and self._noted[0] > (previous.number if previous else 0):
            raise Broken(breaks.end_missing(self._noted[0], previous.number if previous else 0))
        self._prove_tail(previous)

    def _prove_era(self, group: Iterator[Block], previous: Block | None) -> Block | None:
        """Blocks of one era against one ordered stream of its entries."""
        stream: Iterator[Raw] | None = None
        ahead: Raw | None = None
        for block in group:
            self._prove_block(block, previous)
            if block.closing:
                self._prove_closing(block, previous)
            else:
                if stream is None:
                    stream = self._regular_entries(block)
                    ahead = next(stream, None)
                tree = Tree()
                while ahead is not None and ahead.xid < block.to_xid:
                    self._take(tree, ahead, block)
                    ahead = next(stream, None)
                self._compare(tree, block)
            self.blocks += 1
            previous = block
        return previous

    def _regular_entries(self, first: Block) -> Iterator[Raw]:
        """Entries of an era that its regular blocks must hold: all but those of its closing block."""
        end = regular_end(first.era)
        values = {"first": first.era_first_id, "to": str(end.to_xid), "top": end.top_id}
        where = "id >= %(first)s and xid < %(to)s::xid8"
        return stream_entries(where + (" and id <= %(top)s" if end.closed else ""), values)

    def _prove_closing(self, block: Block, previous: Block | None) -> None:
        inside = previous is not None and previous.era == block.era
        sealed_before = previous.top_id if previous is not None and inside else block.era_first_id - 1
        values = {
            "first": block.era_first_id,
            "from": str(block.from_xid),
            "before": sealed_before,
            "top": block.top_id,
        }
        where = "id between %(first)s and %(top)s and (xid >= %(from)s::xid8 or id > %(before)s)"
        tree = Tree()
        for raw in stream_entries(where, values):
            self._take(tree, raw, block)
        self._compare(tree, block)

    def _prove_block(self, block: Block, previous: Block | None) -> None:
        expected = previous.number + 1 if previous else 1
        if block.number != expected:
            raise Broken(breaks.block_missing(expected))
        if not hmac.compare_digest(block.hash, block_hash(self._key, block)):
            raise Broken(breaks.block_changed(block.number))
        if block.previous != (previous.hash if previous else GENESIS) or not _follows(block, previous):
            raise Broken(breaks.link_broken(block.number))
        if self._noted and block.number == self._noted[0] and block.hash != self._noted[1]:
            raise Broken(breaks.block_changed(block.number))
        for anchor in self._anchors.pop(block.number, ()):
            self._prove_signature(anchor, block)

    def _prove_signature(self, anchor: Anchor, block: Block) -> None:
        public, hash_ = bytes(anchor.public_key), bytes(anchor.hash)
        if self._known is not None and public not in self._known:
            raise Broken(breaks.unknown_signer(block.number))
        try:
            message = anchor_message(block.number, hash_, anchor.day)
            Ed25519PublicKey.from_public_bytes(public).verify(bytes(anchor.signature), message)
        except (InvalidSignature, ValueError):
            raise Broken(breaks.signature_wrong(block.number)) from None
        if hash_ != block.hash:
            raise Broken(breaks.signature_wrong(block.number))
        self.signatures += 1

    def _take(self, tree: Tree, raw: Raw, block: Block | None) -> None:
        if not hmac.compare_digest(raw.digest, raw.digest_now(self._key)):
            raise Broken(breaks.entry_changed(block.number if block else None, raw.id))
        tree.add(leaf(raw.id, raw.xid, raw.digest))

    def _compare(self, tree: Tree, block: Block) -> None:
        if tree.size != block.entries:
            raise Broken(breaks.count_wrong(block.number, block.entries, tree.size))
        if tree.root() != block.root:
            raise Broken(breaks.order_changed(block.number))
        before = self.entries // _TELL_EVERY
        self.entries += tree.size
        if self._progress and self.entries // _TELL_EVERY != before:
            self._progress(self.entries, self.blocks + 1)

    def _prove_tail(self, last: Block | None) -> None:
        """Entries after the last block: each must at least carry its keyed digest."""
        values = {"first": 0, "from": "0"}
        if last is not None and last.closing:
            values = {"first": last.next_era_first_id, "from": "0"}
        elif last is not None:
            values = {"first": last.era_first_id, "from": str(last.to_xid)}
        tree = Tree()
        for raw in stream_entries("id >= %(first)s and xid >= %(from)s::xid8", values):
            self._take(tree, raw, None)
        self.unsealed = tree.size


def _follows(block: Block, previous: Block | None) -> bool:
    if previous is None:
        return block.era == 1 and block.era_first_id == 0 and block.from_xid == 0
    if previous.closing:
        return block.era == previous.era + 1 and block.era_first_id == previous.next_era_first_id
    return (
        block.era == previous.era
        and block.era_first_id == previous.era_first_id
        and block.from_xid == previous.to_xid
    )


def verify(progress: Progress | None = None) -> Verdict:
    """Recompute every digest, root, count, link and signature; stop at the first break and name it.

    Entries written while it runs are not waited for. ``unsealed`` entries are proved singly (their digest),
    not as a whole: that none of them is missing is known only once they are sealed.
    """
    proof = _Proof(progress)  # reads what the data folder knows first: the sealer goes on meanwhile
    found: Break | None = None
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # one picture of entries and blocks: the sealer goes on while we read
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        try:
            proof.run()
        except Broken as broken:
            found = broken.where
    return Verdict(found is None, proof.entries, proof.blocks, proof.unsealed, proof.signatures, found)
