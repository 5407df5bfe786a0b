"""The chart, for what stands above: the list behind a number; who a visit is about, for the head of every page of it."""

from hoaban.shared.chart.queries import ListedVisit, VisitList, list_behind, see_banner, sex_word

__all__ = ["ListedVisit", "VisitList", "list_behind", "see_banner", "sex_word"]
