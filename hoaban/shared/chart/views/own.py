"""A citizen's own record, at the person's request: what is known of me."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel.actor import Actor, Purpose
from hoaban.shared.chart import queries
from hoaban.shared.chart.views import emergencies, measures, showing

NEEDS = "record.read:PATRQT"


@needs(NEEDS)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The record of whoever is signed in: the person of their own scope, and no other can be asked for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = next(UUID(scope.code) for scope in actor.scopes(NEEDS) if scope.kind == "self")
    asked = Purpose.PATIENT_REQUEST
    with queries.one_look(actor=actor, person=person, purpose=asked):
        heading = queries.heading(actor=actor, person=person, purpose=asked)
        story = queries.story(actor=actor, person=person, purpose=asked)
    values = {
        "banner": showing.banner(heading),
        "opened": emergencies.told_to(person),
        "problems": showing.problems(story),
        "medicines": showing.latest_medicines(story, limit=8),
        "latest": measures.latest_results(story, limit=10),
        "doses": showing.doses(story),
    }
    return render(request, "chart/own.html", values)
