"""How many parts a text takes (3GPP TS 23.038): GSM-7 where its alphabet is enough, else UCS-2."""

from __future__ import annotations

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
"""Written as two characters."""
_GSM7, _UCS2 = (160, 153), (70, 67)
"""Characters of a text in one part, and of each part of a longer one (the rest says which part it is)."""


def count_parts(text: str) -> int:
    """How many parts the gateway will charge for."""
    if all(char in _BASIC or char in _EXTENDED for char in text):
        length, (alone, each) = sum(1 + (char in _EXTENDED) for char in text), _GSM7
    else:
        length, (alone, each) = len(text.encode("utf-16-be")) // 2, _UCS2
    return 1 if length <= alone else -(-length // each)


def without_marks(text: str) -> str:
    """Vietnamese without tones and marks, as old handsets show it and as costs less: ``Đã có`` -> ``Da co``."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in bare if not unicodedata.combining(char))
