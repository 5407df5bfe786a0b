"""A doctor keeps the words that they write often."""

from __future__ import annotations

from datetime import datetime

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.modules.hospital import models
from hoaban.modules.hospital.fhir.consultation import TEXTS
from hoaban.modules.hospital.rules import blocks


class BlockNotValid(Invalid):
    """A block cannot be so; ``place`` names the field."""


def keep_block(*, actor: Actor, key: str, place: str, text: str, now: datetime) -> None:
    """Keep words under a key; the same key again replaces them. :raises BlockNotValid."""
    if not blocks.is_key(key):
        raise BlockNotValid(
            "Phím gõ: một dấu chấm rồi 1–12 chữ không dấu hoặc số, ví dụ .bt",
            "The key: a point and 1 to 12 small letters or digits, such as .bt",
            place="key",
        )
    if place not in TEXTS:
        raise BlockNotValid("Chọn ô của mẫu câu.", "Choose a field.", place="place")
    if not text or len(text) > blocks.MOST_LETTERS:
        raise BlockNotValid(
            f"Mẫu câu dài 1–{blocks.MOST_LETTERS} chữ.", f"A block has 1 to {blocks.MOST_LETTERS} letters.", place="text"
        )  # fmt: skip
    rows = models.TextBlock.objects.filter(owner=actor.id)
    if rows.exclude(key=key).count() >= blocks.MOST_BLOCKS:
        raise BlockNotValid(
            f"Nhiều nhất {blocks.MOST_BLOCKS} mẫu câu.", f"At most {blocks.MOST_BLOCKS} blocks.", place="key"
        )
    models.TextBlock.objects.update_or_create(
        owner=actor.id, key=key, defaults={"place": place, "text": text, "changed_at": now}
    )


def remove_block(*, actor: Actor, block: int) -> None:
    """Take one of one's own away; somebody else's stays, and is not there for who asks."""
    models.TextBlock.objects.filter(owner=actor.id, pk=block).delete()
