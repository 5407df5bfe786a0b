"""The last block as the data folder remembers it: who can write to the database alone cannot cut the end of the trail.

One line, number and hash, written after each sealing. It is no secret and does not travel with a backup: what is restored
elsewhere rightly ends earlier.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def path() -> Path | None:
    """Where it lies; None where none is kept (tests that empty the trail)."""
    return settings.AUDIT_HEAD or None


def noted() -> tuple[int, bytes] | None:
    """Number and hash of the last block that was sealed here, as far as the folder knows."""
    place = path()
    if place is None or not place.exists():
        return None
    number, hash_ = place.read_text(encoding="ascii").split()
    return int(number), bytes.fromhex(hash_)


def note(number: int, hash_: bytes) -> None:
    """Remember a block, once it is committed."""
    place = path()
    if place is None:
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place.with_suffix(".new")
    fresh.write_text(f"{number} {hash_.hex()}\n", encoding="ascii")
    fresh.replace(place)
