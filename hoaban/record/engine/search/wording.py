"""Words of a resource as keys: of the text beside a code, of the narrative, and of all other text."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Any

from hoaban.record.engine.search import keys, strings
from hoaban.record.engine.search.found import Found, Leaf
from hoaban.record.engine.search.parameter import Parameter

_TAG = re.compile(r"<[^>]*>")
_NARRATIVE_WORDS = 1000
_NAMING = frozenset({
    "family", "given", "name", "title", "city", "district", "state", "valueString", "description", "display", "text",
})  # fmt: skip
"""Elements whose single words are text as well."""


@lru_cache(maxsize=1 << 13)
def word_keys(start: str, text: str) -> tuple[int, ...]:
    """The keys of the words of a text."""
    return tuple(keys.number(f"{start}t.{word}") for word in strings.words(text))


def tell(start: str, text: str, found: Found) -> None:
    """Keep the words of a text beside a code."""
    found.keys.extend(word_keys(start, text))
    found.told.append(text)


def content_keys(start: str, found: Found) -> set[int]:
    """The keys of the words of all other text: those that no parameter keeps already."""
    kept = {key for text in found.told for key in word_keys(start, text)}
    return {key for text in found.said.difference(found.told) for key in word_keys(start, text)} - kept


def narrative_leaf(parameter: Parameter) -> Leaf:
    start, marker = parameter.prefix, keys.number(parameter.prefix + keys.PRESENT)

    def read(value: Any, found: Found) -> None:
        found.keys.append(marker)
        said = unescape(_TAG.sub(" ", value))
        found.keys.extend(
            keys.number(f"{start}t.{word}") for word in strings.words(said, most=_NARRATIVE_WORDS)
        )

    return read


def content_leaf() -> Leaf:
    """The closure for a whole resource: its free texts, but for the narrative, whose words are kept already.

    It comes past every element, so it takes note of literal references wherever they stand, too.
    """

    def read(value: Any, found: Found) -> None:
        waiting: list[Any] = [value]
        while waiting:
            each = waiting.pop()
            if type(each) is list:
                waiting.extend(each)
                continue
            for name, inner in each.items() if type(each) is dict else ():
                if type(inner) is str:
                    if name == "reference":
                        found.addresses.append(inner)
                    elif (" " in inner or name in _NAMING) and name != "div":
                        found.said.add(inner)
                elif type(inner) is list and inner and type(inner[0]) is str:
                    for text in inner:
                        if type(text) is str and (" " in text or name in _NAMING):
                            found.said.add(text)
                elif type(inner) is dict or type(inner) is list:
                    waiting.append(inner)

    return read
