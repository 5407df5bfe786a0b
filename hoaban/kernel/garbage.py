"""Python's search for garbage that refers to itself: what our long-lived processes hold is none, and little of it comes."""

from __future__ import annotations

import gc

_NEW_THINGS = 20_000
"""Containers made and not yet given up before the young ones are looked through; Python's own choice is 700, fewer than
one request or line of an import needs at a time."""


def look_seldom() -> None:
    """Keep what is there by now for good, and look through the rest less often.

    To be called when a process is ready and has not begun its work. What a server shares with its workers stays shared,
    as long as nobody looks at it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_THINGS, 10, 10)
