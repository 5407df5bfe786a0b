"""The chart, for what stands above: the list behind a number; who a visit is about, for the head of every page of it; what
happened to a person, for a page of work."""

from hoaban.shared.chart.queries import (
    ListedVisit,
    Story,
    VisitList,
    list_behind,
    one_look,
    see_banner,
    sex_word,
    story,
)

__all__ = ["ListedVisit", "Story", "VisitList", "list_behind", "one_look", "see_banner", "sex_word", "story"]
