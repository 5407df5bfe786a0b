"""The chart, for what stands above: the list behind a number."""

from hoaban.shared.chart.queries import ListedVisit, VisitList, list_behind

__all__ = ["ListedVisit", "VisitList", "list_behind"]
