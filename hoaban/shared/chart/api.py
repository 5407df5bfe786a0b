"""The chart, for what stands above and beside: the list behind a number; who a visit is about, for the head of every page of
it; one visit whole, for its record and papers."""

from hoaban.shared.chart.fhir import Asked, Result, Sheet, WholeVisit
from hoaban.shared.chart.queries import (
    ListedVisit,
    VisitList,
    list_behind,
    see_banner,
    sex_word,
    whole_visit,
)

__all__ = [
    "Asked",
    "ListedVisit",
    "Result",
    "Sheet",
    "VisitList",
    "WholeVisit",
    "list_behind",
    "see_banner",
    "sex_word",
    "whole_visit",
]
