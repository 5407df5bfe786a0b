"""Where I am signed in, on which device, and the way to end it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hoaban.foundation.accounts.queries.sessions import open_sessions
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.services import sessions as services
from hoaban.foundation.accounts.views.asking import who
from hoaban.kernel import clock
from hoaban.kernel.errors import NotFound
from hoaban.kernel.guard import needs_sign_in


@needs_sign_in
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """My open sessions, the latest used first."""
    here, now = who(request), clock.now()
    held = open_sessions(here.account.id, now=now, limits=measures(clock.vietnam_day(now)))
    values = {"sessions": held, "this": here.session, "devices": here.devices}
    return render(request, "accounts/sessions.html", values)


@needs_sign_in
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one of mine, or all but this one."""
    here, now = who(request), clock.now()
    chosen = request.POST.get("session", "")
    if chosen == "others":
        services.end_other_sessions(actor=here.actor, but=here.session, now=now)
    else:
        try:
            done = services.end_session(actor=here.actor, session=UUID(chosen), now=now)
        except ValueError:
            done = False
        if not done:
            raise NotFound(
                "Không có phiên này, hoặc phiên đã kết thúc.", "There is no such session, or it has ended."
            )
    messages.success(request, _("Đã kết thúc phiên."))
    return HttpResponseRedirect(reverse("accounts:sessions"))
