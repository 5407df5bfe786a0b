"""Vietnamese text: folding for search and keys for sorting, made here and stored (never by the database)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BARRED_D = str.maketrans({"đ": "d", "Đ": "d"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0302", "\u0306", "\u031b"}


def nfc(text: str) -> str:
    """Composed form, runs of white space made one space, ends trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Lower case without tones and marks, words of a-z and 0-9 parted by one space: ``Đèo Thị Khăm`` -> ``deo thi kham``."""
    decomposed = unicodedata.normalize("NFD", text.translate(_BARRED_D))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


def sort_key(text: str) -> str:
    """A string whose plain code-point order is Vietnamese dictionary order (letters first, tones second)."""
    letters: list[str] = []
    tones: list[str] = []
    for word in nfc(text).casefold().split():
        for cluster in _clusters(word):
            letters.append(
                chr(0x30 + _LETTERS.find(cluster[0]) + 1) if cluster[0] in _LETTERS else cluster[0]
            )
            tones.append(str(cluster[1]))
        letters.append(" ")
        tones.append(" ")
    return "".join(letters).strip() + "\x01" + "".join(tones).strip()


def name_sort_key(full_name: str) -> str:
    """Order of Vietnamese lists of people: by given name (last word), then family name, then middle names."""
    words = nfc(full_name).split()
    if len(words) < 2:
        return sort_key(full_name)
    return sort_key(" ".join([words[-1], words[0], *words[1:-1]]))


def _clusters(word: str) -> list[tuple[str, int]]:
    return [_cluster(char) for char in word]


@lru_cache(maxsize=4096)
def _cluster(char: str) -> tuple[str, int]:
    """A letter without its tone, and the place of the tone."""
    base, tone = "", 0
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        elif part in _SHAPES or not unicodedata.combining(part):
            base += part
    return unicodedata.normalize("NFC", base), tone
