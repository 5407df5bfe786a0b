"""What a scanner typed while a Vietnamese typing program listened: Telex and VNI make one letter with marks of several keys.

A scanner sends plain keys. ``4cc3b2`` stays as it is under Telex, ``4cc3aa`` arrives as ``4cc3â`` and ``c3a1`` under VNI as
``c3á``. What was pressed can be told back for most letters; where there are several answers, all of them are given.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator

MOST = 512
"""So many answers are tried; a text with more is not worth guessing."""
_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"


def pressed(text: str) -> Iterator[str]:
    """Every text of plain keys that a typing program may have made this of, the likeliest first; the text itself where no
    letter has marks. Nothing when there are more than :data:`MOST`."""
    choices = [_keys(char) for char in unicodedata.normalize("NFC", text)]
    count = 1
    for one in choices:
        count *= len(one)
    if count <= MOST:
        yield from ("".join(keys) for keys in itertools.product(*choices))


def has_marks(text: str) -> bool:
    """Whether a letter stands there that no scanner of plain keys types."""
    return any(ord(char) > 127 for char in text)


def _keys(char: str) -> tuple[str, ...]:
    if ord(char) < 128:
        return (char,)
    if char in "đĐ":
        low = char == "đ"
        return ("dd", "d9") if low else ("DD", "Dd", "D9")
    parts = unicodedata.normalize("NFD", char)
    base, marks = parts[0], parts[1:]
    shape = next((one for one in marks if one in (_CIRCUMFLEX, _BREVE, _HORN)), "")
    tone = next((one for one in marks if one in _TELEX_TONES), "")
    telex = _orders(
        base, {_CIRCUMFLEX: base.lower(), _BREVE: "w", _HORN: "w"}.get(shape, ""), _TELEX_TONES.get(tone, "")
    )
    vni = _orders(base, {_CIRCUMFLEX: "6", _BREVE: "8", _HORN: "7"}.get(shape, ""), _VNI_TONES.get(tone, ""))
    return tuple(dict.fromkeys((*telex, *vni))) or (char,)


def _orders(base: str, shape: str, tone: str) -> tuple[str, ...]:
    """A tone may be pressed before or after what gives the letter its shape."""
    return tuple(dict.fromkeys((base + shape + tone, base + tone + shape)))
