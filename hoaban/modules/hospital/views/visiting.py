"""A visit at the desk: its number, its slips, what was taken down."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.queries import visiting
from hoaban.modules.hospital.views import counter_words, visit_words
from hoaban.ui import paper, parts
from hoaban.ui.forms import actor_of


@needs(policies.RECEIVE)
@require_safe
def desk_visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What was taken down, the number to be given, what may be put right."""
    one = visiting.see_desk_visit(actor=actor_of(request), visit=visit, now=clock.now())
    values = {
        "one": one,
        "title": visit_words.name(one),
        "badge": counter_words.state_badge(one.visit),
        "number": visit_words.number(one),
        "pairs": visit_words.pairs(one),
        "acts": visit_words.acts(one),
        "checks": visit_words.checks(one),
        "crumbs": (parts.Crumb(_("Tiếp đón"), reverse("hospital:counter")), parts.Crumb(one.visit.number)),
    }
    return render(request, "hospital/desk_visit.html", values)


@needs(policies.RECEIVE)
@require_safe
def slip(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The number to be torn off, 80 mm wide, for the printer of the desk."""
    one = visiting.see_desk_visit(actor=actor_of(request), visit=visit, now=clock.now())
    return render(request, "hospital/slip.html", {"one": one, **visit_words.slip(one)})


@needs(policies.RECEIVE)
@require_safe
def slip_pdf(request: HttpRequest, visit: UUID, sheet: str) -> HttpResponse:
    """The same as a file: ``slip`` 80 mm wide, ``sheet`` A5."""
    now = clock.now()
    one = visiting.see_desk_visit(actor=actor_of(request), visit=visit, now=now)
    template = "hospital/visit_sheet.html" if sheet == "sheet" else "hospital/visit_slip.html"
    made = paper.make(template, {"one": one, **visit_words.slip(one)}, now=one.visit.changed_at)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{one.visit.number}.pdf"'
    return response
