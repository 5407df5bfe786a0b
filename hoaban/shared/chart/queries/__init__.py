"""The record of a person as pages show it; every fact comes through the door."""

from hoaban.shared.chart.queries.banner import banner_of, see_banner, sex_word
from hoaban.shared.chart.queries.listing import ListedVisit, VisitList, list_behind
from hoaban.shared.chart.queries.of_visit import whole_visit
from hoaban.shared.chart.queries.own import Reading, reading_of
from hoaban.shared.chart.queries.present import Present, PresentPage, present
from hoaban.shared.chart.queries.record import (
    Heading,
    Original,
    Story,
    Version,
    find_original,
    heading,
    history_of,
    is_narrowed,
    one_look,
    purpose_for,
    story,
    whole,
)
from hoaban.shared.chart.queries.referred import Referred, ReferredPage, referred

__all__ = [
    "Heading",
    "ListedVisit",
    "Original",
    "Present",
    "PresentPage",
    "Reading",
    "Referred",
    "ReferredPage",
    "Story",
    "Version",
    "VisitList",
    "banner_of",
    "find_original",
    "heading",
    "history_of",
    "is_narrowed",
    "list_behind",
    "one_look",
    "present",
    "purpose_for",
    "reading_of",
    "referred",
    "see_banner",
    "sex_word",
    "story",
    "whole",
    "whole_visit",
]
