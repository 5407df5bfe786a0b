"""Find people; look at doubtful pairs and at what was decided about them."""

from hoaban.shared.people.queries.finding import Found, FoundPage, TooShort, find
from hoaban.shared.people.queries.reviewing import (
    Doubtful,
    Known,
    Pair,
    PastDecision,
    count_doubts,
    list_decisions,
    list_doubts,
    see_pair,
)

__all__ = [
    "Doubtful", "Found", "FoundPage", "Known", "Pair", "PastDecision", "TooShort", "count_doubts", "find", "list_decisions",
    "list_doubts", "see_pair",
]  # fmt: skip
