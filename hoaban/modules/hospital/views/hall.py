"""The screens in the hall."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.modules.hospital.queries import hall as queries
from hoaban.modules.hospital.views import here
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui import formats
from hoaban.ui.forms import actor_of, said


@needs(scheduling.SCREEN)
@require_safe
def screens(request: HttpRequest) -> HttpResponse:
    """Which screen this is to be."""
    facility = here.facility_of(request, scheduling.SCREEN)
    found = queries.see_hall(actor=actor_of(request), facility_code=facility, now=clock.now())
    points = [(one.id, said(one.vi, one.en)) for one in found.points]
    return render(request, "hospital/screens.html", {"points": points})


@needs(scheduling.SCREEN)
@require_safe
def screen(request: HttpRequest, point: int) -> HttpResponse:
    """The calls of a point, or with 0 of all; asked again every few seconds."""
    facility, now = here.facility_of(request, scheduling.SCREEN), clock.now()
    found = queries.see_hall(actor=actor_of(request), facility_code=facility, point=point, now=now)
    values = {
        "point": point,
        "title": said(found.point.vi, found.point.en) if found.point else _("Mọi phòng"),
        "time": formats.clock(now.astimezone(clock.VIETNAM)),
        "calls": [
            {"number": one.number, "room": said(one.point.vi, one.point.en), "desk": one.desk}
            for one in found.calls
        ],
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "hospital/screen_part.html" if part else "hospital/screen.html", values)
