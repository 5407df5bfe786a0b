"""People, for other apps: place a Patient, find people, decide who is one human being."""

from __future__ import annotations

from hoaban.shared.people.queries import (
    Doubtful,
    Found,
    FoundPage,
    Known,
    Pair,
    PastDecision,
    TooShort,
    count_doubts,
    describe,
    find,
    find_in_emergency,
    ids_of,
    list_decisions,
    list_doubts,
    person_of_number,
    see_pair,
)
from hoaban.shared.people.services import (
    HasChanged,
    ReasonMissing,
    join,
    match_everybody,
    place,
    separate,
    tell_apart,
    undo,
)

__all__ = [
    "Doubtful",
    "Found",
    "FoundPage",
    "HasChanged",
    "Known",
    "Pair",
    "PastDecision",
    "ReasonMissing",
    "TooShort",
    "count_doubts",
    "describe",
    "find",
    "find_in_emergency",
    "ids_of",
    "join",
    "list_decisions",
    "list_doubts",
    "match_everybody",
    "person_of_number",
    "place",
    "see_pair",
    "separate",
    "tell_apart",
    "undo",
]
