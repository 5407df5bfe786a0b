"""Whether a name is a person's: an account of a post or a room is shared, and then the trail says nothing."""

from __future__ import annotations

import functools
import unicodedata
from importlib.resources import files

_FEWEST_WORDS = 2


@functools.cache
def _posts() -> frozenset[tuple[str, ...]]:
    text = files("hoaban.foundation.accounts").joinpath("data/post_words.txt").read_text(encoding="utf-8")
    lines = unicodedata.normalize("NFC", text).splitlines()
    return frozenset(tuple(line.split()) for line in lines if line and not line.startswith("#"))


def is_like_a_post(name: str) -> bool:
    """Whether a name looks like a post, a room or a machine: it begins so, has a figure in it, or is one word."""
    words = unicodedata.normalize("NFC", name).lower().replace(".", " ").split()
    begins = any(tuple(words[: len(post)]) == post for post in _posts())
    return begins or len(words) < _FEWEST_WORDS or any(letter.isdigit() for letter in name)
