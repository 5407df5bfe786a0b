"""The chart, for what stands above and beside: the list behind a number; who a visit is about, for the head of every page of
it; one visit whole, for its record and papers; what happened to a person, for a page of work."""

from hoaban.shared.chart.fhir import Asked, Result, Sheet, WholeVisit
from hoaban.shared.chart.queries import (
    ListedVisit,
    Story,
    VisitList,
    list_behind,
    one_look,
    see_banner,
    sex_word,
    story,
    whole_visit,
)

__all__ = [
    "Asked",
    "ListedVisit",
    "Result",
    "Sheet",
    "Story",
    "VisitList",
    "WholeVisit",
    "list_behind",
    "one_look",
    "see_banner",
    "sex_word",
    "story",
    "whole_visit",
]
