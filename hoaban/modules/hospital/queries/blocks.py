"""The text blocks that somebody may type."""

from __future__ import annotations

from functools import cache

from hoaban.kernel import tables
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital import models
from hoaban.modules.hospital.rules import blocks
from hoaban.modules.hospital.rules.blocks import Block


def blocks_of(*, actor: Actor) -> list[Block]:
    """One's own and those of the product, by key."""
    rows = models.TextBlock.objects.filter(owner=actor.id)
    return blocks.chosen([Block(one.key, one.place, one.text, one.pk) for one in rows], _shipped())


@cache
def _shipped() -> tuple[Block, ...]:
    rows = tables.read_table("hoaban.modules.hospital", "text_blocks.csv")
    return tuple(Block(row["key"], row["place"], row["text"]) for row in rows)
