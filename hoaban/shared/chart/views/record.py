"""A person's record: summary, what happened, results, medicines, papers, one visit, an original."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.chart import queries
from hoaban.shared.chart.views import emergencies, measures, refusal, showing
from hoaban.ui import formats, parts

NEEDS = "record.read:TREAT"
_SECTIONS = (
    ("record", "Tóm tắt"),
    ("timeline", "Diễn biến"),
    ("results", "Kết quả"),
    ("medicines", "Thuốc"),
    ("papers", "Giấy tờ"),
)


def _page(
    section: str, template: str, fill: Callable[[queries.Story, UUID], dict[str, object]]
) -> Callable[..., HttpResponse]:
    """A view of one section: banner, tabs, and what ``fill`` makes of the story."""

    @needs(NEEDS)
    @require_safe
    def view(request: HttpRequest, person: UUID) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            with queries.one_look(actor=actor, person=person):
                heading = queries.heading(actor=actor, person=person)
                story = queries.story(actor=actor, person=person)
        except NotFound:
            return refusal.page(request)
        values = {**_frame(actor, heading, section), **fill(story, person), "story": story, "cut": story.cut}
        return render(request, template, values)

    return view


def _frame(actor: Actor, heading: queries.Heading, section: str) -> dict[str, object]:
    tabs = tuple(
        parts.Tab(_(label), reverse(f"chart:{name}", args=[heading.person]), current=name == section)
        for name, label in _SECTIONS
    )
    crumbs = (parts.Crumb(_("Tìm người"), reverse("chart:find")), parts.Crumb(_("Hồ sơ sức khỏe")))
    return {
        "heading": heading, "banner": showing.banner(heading), "tabs": tabs, "crumbs": crumbs,
        "emergency": emergencies.mark(actor, heading.person),
    }  # fmt: skip


def _summary(story: queries.Story, person: UUID) -> dict[str, object]:
    return {
        "problems": showing.problems(story),
        "medicines": showing.latest_medicines(story, limit=8),
        "medicines_url": reverse("chart:medicines", args=[person]),
        "results_url": reverse("chart:results", args=[person]),
        "latest": measures.latest_results(story, limit=10),
        "doses": showing.doses(story),
        "years": showing.timeline(story, person, limit=6),
        "timeline_url": reverse("chart:timeline", args=[person]),
        "vitals": measures.vital_charts(story)[:1],
    }


def _timeline(story: queries.Story, person: UUID) -> dict[str, object]:
    return {"years": showing.timeline(story, person)}


def _results(story: queries.Story, _person: UUID) -> dict[str, object]:
    return {
        "charts": [*measures.vital_charts(story), *measures.result_charts(story)],
        "table": measures.result_table(story),
    }


def _medicines(story: queries.Story, _person: UUID) -> dict[str, object]:
    return {"table": showing.medicines(story, limit=300)}


def _papers(story: queries.Story, _person: UUID) -> dict[str, object]:
    return {"notes": showing.notes(story), "documents": showing.documents(story)}


summary = _page("record", "chart/summary.html", _summary)
timeline = _page("timeline", "chart/timeline.html", _timeline)
results = _page("results", "chart/results.html", _results)
medicines = _page("medicines", "chart/medicines.html", _medicines)
papers = _page("papers", "chart/papers.html", _papers)


@needs(NEEDS)
@require_safe
def visit(request: HttpRequest, person: UUID, visit: str) -> HttpResponse:
    """One visit whole: what was found, done, given and written, and its versions."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with queries.one_look(actor=actor, person=person):
        versions = queries.history_of(actor=actor, person=person, visit=visit)
        heading, story = (
            queries.heading(actor=actor, person=person),
            queries.story(actor=actor, person=person),
        )
    values = {
        **_frame(actor, heading, "timeline"),
        **showing.one_visit(story, visit),
        "versions": [
            parts.Pair(
                _("Phiên bản %s") % one.version,
                formats.day_time(one.at),
                note=_("đã rút") if one.deleted else "",
            )
            for one in versions
        ],
    }
    return render(request, "chart/visit.html", values)


@needs(NEEDS)
@require_safe
def original(request: HttpRequest, document: str) -> HttpResponse:
    """The original of a dossier, as it was received, to keep."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.find_original(actor=actor, document=document)
    response = HttpResponse(found.content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{found.document.digest[:16]}.xml"'
    return response
