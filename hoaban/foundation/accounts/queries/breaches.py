"""Is a password in a published list of leaked ones? Looked up in a file of this installation; nothing is asked outside.

The file holds the first eight bytes of each SHA-1, sorted: a search reads a handful of pages of it.
"""

from __future__ import annotations

import hashlib
import mmap
from bisect import bisect_left
from pathlib import Path

from django.conf import settings

WIDTH = 8
"""Bytes kept of each digest: two passwords share them once in many billions."""


def breach_list() -> Path:
    """Where the list lies, when the operator has loaded one."""
    return Path(settings.VAR) / "breach-list"


def is_breached(password: str) -> bool:
    """Whether the list has this password; without a list, none has."""
    path = breach_list()
    if not path.is_file() or path.stat().st_size < WIDTH:
        return False
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).digest()[:WIDTH]
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        count = len(held) // WIDTH
        at = bisect_left(range(count), wanted, key=lambda n: held[n * WIDTH : (n + 1) * WIDTH])
        return at < count and held[at * WIDTH : (at + 1) * WIDTH] == wanted
