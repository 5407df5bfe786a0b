"""Find people; look at doubtful pairs and at what was decided about them."""

from hoaban.shared.people.queries.details import Own, describes, see_details, warnings_of
from hoaban.shared.people.queries.emergency import describe, find_in_emergency, ids_of
from hoaban.shared.people.queries.finding import Found, FoundPage, TooShort, find
from hoaban.shared.people.queries.matching import Candidate, find_candidates
from hoaban.shared.people.queries.owning import person_of_number, persons_of_numbers
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
    "Candidate",
    "Doubtful",
    "Found",
    "FoundPage",
    "Known",
    "Own",
    "Pair",
    "PastDecision",
    "TooShort",
    "count_doubts",
    "describe",
    "describes",
    "find",
    "find_candidates",
    "find_in_emergency",
    "ids_of",
    "list_decisions",
    "list_doubts",
    "person_of_number",
    "persons_of_numbers",
    "see_details",
    "see_pair",
    "warnings_of",
]  # fmt: skip
