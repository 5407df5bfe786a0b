"""Words that doctors write often: which key stands for which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_LETTERS = 2_000
MOST_BLOCKS = 200
_KEY = re.compile(r"\.[a-z0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Block:
    """``key``: what is typed, a point and letters; ``place``: the field it is meant for; ``id`` None: of the product."""

    key: str
    place: str
    text: str
    id: int | None = None


def is_key(text: str) -> bool:
    """Whether something can be a key: a point, then up to twelve small letters without marks, or digits."""
    return _KEY.fullmatch(text) is not None


def chosen(own: Iterable[Block], shipped: Iterable[Block]) -> list[Block]:
    """What a doctor has: one's own, and those of the product whose key one has not taken."""
    mine = {one.key: one for one in own}
    return sorted([*mine.values(), *(one for one in shipped if one.key not in mine)], key=lambda one: one.key)
