"""No abbreviations on papers that are given to people: known short forms are found and written out."""

from __future__ import annotations

import re
from functools import cache

from hoaban.kernel import tables

_WORD = re.compile(r"(?<![\w/])([^\W\d_]+(?:/[^\W\d_]+)?)(?![\w/])")


@cache
def _short() -> tuple[dict[str, str], dict[str, str]]:
    """(exactly as written, in whatever letters) -> written out."""
    exact, loose = {}, {}
    for row in tables.read_table("hoaban.shared.papers", "abbreviations.csv"):
        if row["case"] == "yes":
            exact[row["short"]] = row["vi"]
        else:
            loose[row["short"].lower()] = row["vi"]
    return exact, loose


def written_out(word: str) -> str:
    """What a short form means; empty for a word that is none."""
    exact, loose = _short()
    return exact.get(word) or loose.get(word.lower(), "")


def short_forms(text: str) -> list[tuple[str, str]]:
    """The short forms in a text with what they mean, each once, in order."""
    found = {one[1]: meaning for one in _WORD.finditer(text) if (meaning := written_out(one[1]))}
    return list(found.items())


def write_out(text: str) -> str:
    """The text with its known short forms written out; one at the beginning of a sentence with a capital."""

    def whole(one: re.Match[str]) -> str:
        meaning = written_out(one[1])
        if not meaning:
            return one[1]
        before = text[: one.start()].rstrip(" ")
        begins = not before or before[-1] in ".\n"
        return meaning[0].upper() + meaning[1:] if begins else meaning

    return _WORD.sub(whole, text)
