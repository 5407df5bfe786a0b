"""A person's record for staff: summary, what happened, results, medicines, papers, one visit, an original."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import BREAK_GLASS, needs
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.chart import queries
from hoaban.shared.chart.views import emergencies, refusal, sections, showing
from hoaban.shared.chart.views.paths import Paths
from hoaban.ui import parts
from hoaban.ui.forms import actor_of

NEEDS, CONSENT = "record.read:TREAT", "consent.record"
_HOUSEHOLDS = "people.households"


def _page(section: str) -> Callable[..., HttpResponse]:
    """A view of one section: banner, tabs, and what fills it."""
    shown = sections.SECTIONS[section]

    @needs(NEEDS)
    @require_safe
    def view(request: HttpRequest, person: UUID) -> HttpResponse:
        actor = actor_of(request)
        try:
            with queries.one_look(actor=actor, person=person):
                heading = queries.heading(actor=actor, person=person)
                story = queries.story(actor=actor, person=person)
        except NotFound:
            return refusal.page(request)
        filled = shown.fill(story, Paths(person))
        values = {**_frame(actor, heading, section), **filled, "story": story, "cut": story.cut}
        return render(request, shown.template, values)

    return view


def _frame(actor: Actor, heading: queries.Heading, section: str) -> dict[str, object]:
    paths = Paths(heading.person)
    crumbs = (parts.Crumb(_("Tìm người"), reverse("chart:find")), parts.Crumb(_("Hồ sơ sức khỏe")))
    family = reverse("people:family", args=[heading.person]) if actor.may(_HOUSEHOLDS) else ""
    emergency = emergencies.mark(actor, heading.person)
    return {
        "heading": heading, "banner": queries.banner_of(heading), "tabs": sections.tabs(paths, section), "crumbs": crumbs,
        "emergency": emergency, "family_url": family, "print_url": "" if emergency else paths.printing,
        "refused": queries.is_narrowed(actor=actor, person=heading.person),
        "may_break_glass": actor.may(BREAK_GLASS),
        "consents_url": reverse("privacy:consents", args=[heading.person]) if actor.may(CONSENT) else "",
        "requests_url": reverse("privacy:requests-of", args=[heading.person]) if actor.may(CONSENT) else "",
        "wishes_url": reverse("messaging:desk", args=[heading.person]) if actor.may(CONSENT) else "",
    }  # fmt: skip


summary = _page("record")
timeline = _page("timeline")
results = _page("results")
medicines = _page("medicines")
papers = _page("papers")


@needs(NEEDS)
@require_safe
def visit(request: HttpRequest, person: UUID, visit: str) -> HttpResponse:
    """One visit whole: what was found, done, given and written, and its versions."""
    actor = actor_of(request)
    with queries.one_look(actor=actor, person=person):
        versions = queries.history_of(actor=actor, person=person, visit=visit)
        heading, story = (
            queries.heading(actor=actor, person=person),
            queries.story(actor=actor, person=person),
        )
    values = {
        **_frame(actor, heading, "timeline"),
        **showing.one_visit(story, visit, Paths(person)),
        "versions": sections.versions(versions),
    }
    return render(request, "chart/visit.html", values)


@needs(NEEDS)
@require_safe
def original(request: HttpRequest, document: str) -> HttpResponse:
    """The original of a dossier, as it was received, to keep."""
    return file_of(queries.find_original(actor=actor_of(request), document=document))


def file_of(found: queries.Original) -> HttpResponse:
    """An original as a file."""
    kind = "pdf" if found.content.startswith(b"%PDF") else "xml"
    response = HttpResponse(found.content, content_type=f"application/{kind}")
    response["Content-Disposition"] = f'attachment; filename="{found.document.digest[:16]}.{kind}"'
    return response
