"""The record as a citizen reads it: the own, and those of the children they stand for. Nobody else's can be asked for."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel.actor import Purpose
from hoaban.kernel.errors import NotFound
from hoaban.shared.chart import queries
from hoaban.shared.chart.views import emergencies, sections, showing
from hoaban.shared.chart.views.paths import Paths
from hoaban.shared.chart.views.record import file_of
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of

NEEDS = "record.read:PATRQT"
_OWN = Purpose.PATIENT_REQUEST


@needs(NEEDS)
@require_safe
def own(request: HttpRequest, person: UUID | None = None, section: str = "record") -> HttpResponse:
    """One part of the record of whoever is signed in, or of a child they stand for."""
    shown = sections.SECTIONS.get(section)
    if shown is None:
        raise NotFound("Không có trang này.", "There is no such page.")
    reading = queries.reading_of(actor_of(request), person)
    with queries.one_look(actor=reading.actor, person=reading.person, purpose=_OWN):
        heading = queries.heading(actor=reading.actor, person=reading.person, purpose=_OWN)
        story = queries.story(actor=reading.actor, person=reading.person, purpose=_OWN)
    paths = Paths(reading.person, own=True)
    values = {**_frame(reading, heading, section), **shown.fill(story, paths), "cut": story.cut}
    return render(request, shown.template, values)


@needs(NEEDS)
@require_safe
def visit(request: HttpRequest, person: UUID, visit: str) -> HttpResponse:
    """One visit whole."""
    reading = queries.reading_of(actor_of(request), person)
    with queries.one_look(actor=reading.actor, person=person, purpose=_OWN):
        versions = queries.history_of(actor=reading.actor, person=person, visit=visit, purpose=_OWN)
        heading = queries.heading(actor=reading.actor, person=person, purpose=_OWN)
        story = queries.story(actor=reading.actor, person=person, purpose=_OWN)
    values = {
        **_frame(reading, heading, "timeline"),
        **showing.one_visit(story, visit, Paths(person, own=True)),
        "versions": sections.versions(versions),
    }
    return render(request, "chart/visit.html", values)


@needs(NEEDS)
@require_safe
def original(request: HttpRequest, person: UUID, document: str) -> HttpResponse:
    """The original of a dossier, as it was received, to keep."""
    reading = queries.reading_of(actor_of(request), person)
    return file_of(queries.find_original(actor=reading.actor, document=document, purpose=_OWN))


def _frame(reading: queries.Reading, heading: queries.Heading, section: str) -> dict[str, object]:
    paths = Paths(reading.person, own=True)
    return {
        "banner": queries.banner_of(heading),
        "tabs": sections.tabs(paths, section),
        "opened": emergencies.told_to(reading.person),
        "others": _others(reading),
        "until": _("Bạn xem hồ sơ này đến hết ngày %s.") % formats.day(reading.until) if reading.until else "",
        "consents_url": reverse("privacy:own-consents-of", args=[reading.person]),
        "requests_url": reverse("privacy:own-requests-of", args=[reading.person]),
        "looks_url": reverse("privacy:own-looks-of", args=[reading.person]),
        "access_url": reverse("privacy:own-access-of", args=[reading.person]),
        "print_url": paths.printing,
        "crumbs": (parts.Crumb(_("Hồ sơ của tôi"), reverse("accounts:my")), parts.Crumb(heading.patients[0].name)),
    }  # fmt: skip


def _others(reading: queries.Reading) -> tuple[parts.Tab, ...]:
    """The records that this citizen reads, when there are several."""
    if len(reading.subjects) < 2:
        return ()
    return tuple(
        parts.Tab(
            _("Của tôi") if one.own else one.name, reverse("chart:own-record", args=[one.person]),
            current=one.person == reading.person,
            lang="" if one.own else "vi",
        )
        for one in reading.subjects
    )  # fmt: skip
