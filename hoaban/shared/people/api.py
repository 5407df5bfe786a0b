"""People, for other apps: place a Patient, find people."""

from __future__ import annotations

from hoaban.shared.people.queries import (
    Found,
    FoundPage,
    TooShort,
    count_doubts,
    describe,
    find,
    find_in_emergency,
    ids_of,
    person_of_number,
)
from hoaban.shared.people.services import place, separate

__all__ = [
    "Found",
    "FoundPage",
    "TooShort",
    "count_doubts",
    "describe",
    "find",
    "find_in_emergency",
    "ids_of",
    "person_of_number",
    "place",
    "separate",
]
