"""One entry in its place: the block that sealed it, the path from the entry to the block's root, the signature above."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction

from hoaban.foundation.audit.models import Anchor
from hoaban.foundation.audit.models import Block as BlockRow
from hoaban.foundation.audit.queries.blocks import Raw, as_block, regular_end, stream_entries
from hoaban.foundation.audit.queries.keys import digest_key, known_public_keys
from hoaban.foundation.audit.rules.digests import Block, anchor_message, block_hash
from hoaban.foundation.audit.rules.merkle import leaf, path, root_by_path


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in its block: at ``index`` of ``size``, with the hashes from its leaf to the root."""

    block: Block
    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    leads_to_root: bool
    """The path gives the root that the block sealed, and the block is as it was."""
    signed_on: date | None
    """The day of the first signature over this block or a later one; None: not signed yet."""


@dataclass(frozen=True, slots=True)
class EntryProof:
    """What can be said of one entry by itself. ``place`` is None until it is sealed."""

    is_genuine: bool
    """Its fields give the keyed digest that was made when it was written."""
    place: Place | None

    @property
    def is_verified(self) -> bool:
        """Genuine, sealed, and the path leads to the sealed root."""
        return self.is_genuine and self.place is not None and self.place.leads_to_root


def prove_entry(entry: int) -> EntryProof | None:
    """Prove one entry; None when there is none of that number.

    It costs the reading of one block. That no block is missing between this one and the signature is proved by ``verify``.
    """
    with transaction.atomic():
        raw = next(stream_entries("id = %(id)s", {"id": entry}), None)
        if raw is None:
            return None
        row = _block_of(raw)
        place = _place(raw, as_block(row)) if row else None
    return EntryProof(hmac.compare_digest(raw.digest, raw.digest_now(digest_key())), place)


def _block_of(raw: Raw) -> BlockRow | None:
    """The block that took an entry: of its era the first that ends after its transaction, else the one that closes the era."""
    closings = BlockRow.objects.filter(closing=True, top_id__gte=raw.id).order_by("number")
    closing = closings.first()
    newest = BlockRow.objects.order_by("-number").first()
    if newest is None:
        return None
    era = closing.era if closing else newest.era + newest.closing
    regular = BlockRow.objects.filter(era=era, closing=False, to_xid__gt=raw.xid).order_by("to_xid").first()
    if regular is None or (closing is not None and raw.id > regular_end(era).top_id):
        return closing
    return regular


def _place(raw: Raw, block: Block) -> Place | None:
    leaves: list[bytes] = []
    index: int | None = None
    for one in stream_entries(*_span(block)):
        if one.id == raw.id:
            index = len(leaves)
        leaves.append(leaf(one.id, one.xid, one.digest))
    if index is None:
        return None
    proof = tuple(path(leaves, index))
    root = root_by_path(leaves[index], index, len(leaves), proof)
    whole = hmac.compare_digest(block.hash, block_hash(digest_key(), block)) and root == block.root
    return Place(block, index, len(leaves), leaves[index], proof, whole, _signed_on(block))


def _span(block: Block) -> tuple[str, dict[str, Any]]:
    """The entries of a block, as SQL."""
    values: dict[str, Any] = {
        "first": block.era_first_id,
        "from": str(block.from_xid),
        "to": str(block.to_xid),
    }
    if block.closing:
        before = BlockRow.objects.filter(number=block.number - 1, era=block.era).first()
        values |= {"top": block.top_id, "before": before.top_id if before else block.era_first_id - 1}
        return "id between %(first)s and %(top)s and (xid >= %(from)s::xid8 or id > %(before)s)", values
    end = regular_end(block.era)
    values["top"] = end.top_id
    where = "id >= %(first)s and xid >= %(from)s::xid8 and xid < %(to)s::xid8"
    return where + (" and id <= %(top)s" if end.closed else ""), values


def _signed_on(block: Block) -> date | None:
    anchor = Anchor.objects.filter(block__gte=block.number).order_by("day").first()
    if anchor is None:
        return None
    public, known = bytes(anchor.public_key), known_public_keys()
    try:
        message = anchor_message(anchor.block, bytes(anchor.hash), anchor.day)
        Ed25519PublicKey.from_public_bytes(public).verify(bytes(anchor.signature), message)
    except (InvalidSignature, ValueError):
        return None
    return anchor.day if known is None or public in known else None
