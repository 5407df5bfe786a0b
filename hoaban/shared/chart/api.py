"""The chart, for what stands above and beside: the list behind a number, one visit whole, who a record is about."""

from hoaban.shared.chart.fhir import Result, Sheet, WholeVisit
from hoaban.shared.chart.queries import Heading, ListedVisit, VisitList, heading, list_behind, whole_visit

__all__ = [
    "Heading",
    "ListedVisit",
    "Result",
    "Sheet",
    "VisitList",
    "WholeVisit",
    "heading",
    "list_behind",
    "whole_visit",
]
