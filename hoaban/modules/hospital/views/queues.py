"""The queues: all of a facility, and one that is worked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.modules.hospital.queries import queues as queries
from hoaban.modules.hospital.services import queueing
from hoaban.modules.hospital.views import here, queue_words
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui import parts
from hoaban.ui.forms import actor_of, said

_DESK = "hospital-desk"


@needs(scheduling.QUEUE)
@require_safe
def queues(request: HttpRequest) -> HttpResponse:
    """The points of the facility, and how busy each is."""
    facility = here.facility_of(request, scheduling.QUEUE)
    found = queries.list_queues(actor=actor_of(request), facility_code=facility, now=clock.now())
    values = {
        "table": queue_words.points_table(found),
        "facilities": here.facility_choices(request, scheduling.QUEUE),
        "facility": facility,
    }
    return render(request, "hospital/queues.html", values)


@needs(scheduling.QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, point: int) -> HttpResponse:
    """One queue: who is next, is called, is put aside; each with what may be done."""
    if request.method == "POST":
        _act(request, point)
        return redirect("hospital:queue", point=point)
    found = queries.see_queue(actor=actor_of(request), point=point, now=clock.now())
    where = found.queue.point
    values = {
        "point": where,
        "title": said(where.vi, where.en),
        "desk": request.session.get(_DESK, ""),
        **queue_words.lines(found),
        "crumbs": (
            parts.Crumb(_("Hàng đợi"), reverse("hospital:queues")),
            parts.Crumb(said(where.vi, where.en)),
        ),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "hospital/queue_part.html" if part else "hospital/queue.html", values)


def _act(request: HttpRequest, point: int) -> None:
    desk, ticket = request.POST.get("desk", "").strip()[:40], request.POST.get("ticket", "")
    request.session[_DESK] = desk
    try:
        done = queueing.work_queue(
            actor=actor_of(request), point=point, act=request.POST.get("act", ""),
            ticket=int(ticket) if ticket.isdecimal() and len(ticket) < 12 else None, desk=desk, now=clock.now(),
        )  # fmt: skip
    except (Conflict, Invalid) as failure:
        messages.warning(request, said(failure.message_vi, failure.message_en))
        return
    if done is None:
        messages.info(request, _("Không còn ai chờ."))
