"""The record of a person as pages show it; every fact comes through the door."""

from hoaban.shared.chart.queries.listing import ListedVisit, VisitList, list_behind
from hoaban.shared.chart.queries.record import (
    Heading,
    Story,
    find_original,
    heading,
    history_of,
    one_look,
    story,
)

__all__ = [
    "Heading",
    "ListedVisit",
    "Story",
    "VisitList",
    "find_original",
    "heading",
    "history_of",
    "list_behind",
    "one_look",
    "story",
]
