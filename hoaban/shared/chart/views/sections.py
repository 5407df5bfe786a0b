"""The parts of a record, filled from its story: the same for staff and for the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hoaban.shared.chart import queries
from hoaban.shared.chart.views import measures, showing
from hoaban.shared.chart.views.paths import Paths
from hoaban.ui import formats, parts

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the record: what its tab says, its page, and what fills it."""

    label: str
    template: str
    fill: Callable[[queries.Story, Paths], Values]


def _summary(story: queries.Story, paths: Paths) -> Values:
    return {
        "problems": showing.problems(story),
        "medicines": showing.latest_medicines(story, limit=8),
        "medicines_url": paths.section("medicines"),
        "results_url": paths.section("results"),
        "latest": measures.latest_results(story, limit=10),
        "doses": showing.doses(story),
        "years": showing.timeline(story, paths, limit=6),
        "timeline_url": paths.section("timeline"),
        "vitals": measures.vital_charts(story)[:1],
    }


def _timeline(story: queries.Story, paths: Paths) -> Values:
    return {"years": showing.timeline(story, paths)}


def _results(story: queries.Story, _paths: Paths) -> Values:
    return {
        "charts": [*measures.vital_charts(story), *measures.result_charts(story)],
        "table": measures.result_table(story),
    }


def _medicines(story: queries.Story, _paths: Paths) -> Values:
    return {"table": showing.medicines(story, limit=300)}


def _papers(story: queries.Story, paths: Paths) -> Values:
    return {"notes": showing.notes(story), "documents": showing.documents(story, paths)}


SECTIONS = {
    "record": Section(gettext_noop("Tóm tắt"), "chart/summary.html", _summary),
    "timeline": Section(gettext_noop("Diễn biến"), "chart/timeline.html", _timeline),
    "results": Section(gettext_noop("Kết quả"), "chart/results.html", _results),
    "medicines": Section(gettext_noop("Thuốc"), "chart/medicines.html", _medicines),
    "papers": Section(gettext_noop("Giấy tờ"), "chart/papers.html", _papers),
}


def tabs(paths: Paths, current: str) -> tuple[parts.Tab, ...]:
    """The parts as links."""
    return tuple(
        parts.Tab(_(one.label), paths.section(name), current=name == current)
        for name, one in SECTIONS.items()
    )


def versions(found: list[queries.Version]) -> list[parts.Pair]:
    """The versions of a visit, as the record keeps them."""
    return [
        parts.Pair(
            _("Phiên bản %s") % one.version, formats.day_time(one.at), note=_("đã rút") if one.deleted else ""
        )
        for one in found
    ]
