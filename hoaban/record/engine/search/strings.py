"""What strings are found by: rows of folded text from each word on, so that a beginning of any word finds them.

``Nguyễn Văn An`` gives ``nguyen van an`` (with the text itself beside it), ``van an`` and ``an``. A text is found by
the first ``WORDS`` of its words and by no more than ``LENGTH`` folded letters from each. Texts that fold to nothing
(Lao, Chinese, signs) are compared as they are written, without capitals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from hoaban.kernel.vietnamese import fold, nfc

WORDS = 16
LENGTH = 128
SHORTEST, LONGEST = 2, 7
"""Letters of a beginning that is a key of its own: no syllable of Vietnamese is longer, and one letter tells nothing."""
Rows = list[tuple[str, str]]

_NAME_PARTS = ("family", "given", "prefix", "suffix")
_ADDRESS_PARTS = ("line", "district", "city", "state", "postalCode", "country")


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """The form in which texts are compared."""
    return fold(text) or nfc(text).casefold()


def words(text: str, *, most: int = WORDS) -> list[str]:
    """The first different folded words of a text."""
    return list(dict.fromkeys(folded(text).split()))[:most]


def of_text(text: str) -> Rows:
    """Rows (folded, exact) of one text; ``exact`` stands in the first only."""
    whole = folded(text)
    rows = [(whole[:LENGTH], nfc(text))]
    at = whole.find(" ")
    while at >= 0 and len(rows) < WORDS:
        rows.append((whole[at + 1 : at + 1 + LENGTH], ""))
        at = whole.find(" ", at + 1)
    return rows


def parts_of_name(name: dict[str, Any]) -> list[str]:
    """The whole of a HumanName first, then its parts. Without ``text`` the whole is in Vietnamese order: family name first."""
    return _parts(name, _NAME_PARTS)


def parts_of_address(address: dict[str, Any]) -> list[str]:
    """The whole of an Address first, then its parts."""
    return _parts(address, _ADDRESS_PARTS)


def rows_of(parts: list[str]) -> Rows:
    """Rows of the whole, and of each part that the whole does not begin a word with."""
    if not parts:
        return []
    rows = of_text(parts[0])
    for part in parts[1:]:
        beginning = folded(part)[:LENGTH]
        if not any(row.startswith(beginning) for row, _ in rows):
            rows += [(value, "") for value, _ in of_text(part)]
    return rows


@lru_cache(maxsize=1 << 14)
def beginnings(word: str) -> tuple[str, ...]:
    """What a word begins with, as far as that is kept as keys."""
    return tuple(word[:length] for length in range(SHORTEST, min(len(word), LONGEST) + 1))


def is_beginning(asked: str) -> bool:
    """Whether :func:`beginnings` of the right words have it."""
    return " " not in asked and SHORTEST <= len(asked) <= LONGEST


def readers() -> dict[str, Callable[[Any], list[str]]]:
    """For each data type that a string parameter can meet: the value's texts, the whole first."""
    return {
        "string": lambda value: [value] if isinstance(value, str) and value.strip() else [],
        "markdown": lambda value: [value] if isinstance(value, str) and value.strip() else [],
        "HumanName": parts_of_name,
        "Address": parts_of_address,
    }


def _parts(value: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    parts: list[str] = []
    for name in names:
        found = value.get(name)
        parts += [each for each in found if each] if isinstance(found, list) else [found] if found else []
    whole = value.get("text") or " ".join(parts)
    return [whole, *parts] if whole else []
