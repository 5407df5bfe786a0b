"""Why a record does not open, in words that tell nothing of it: not even whether there is one; and the way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.ui import errors

_OPENS_CHARTS = "record.read:TREAT"


def page(request: HttpRequest) -> HttpResponse:
    """The same for a person out of reach and one who does not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    values = {
        "opens": _opens(actor),
        "may_break_glass": actor.may(accounts.BREAK_GLASS),
        "why_url": errors.explanation_of(request),
    }
    return render(request, "chart/refused.html", values, status=404)


def _opens(actor: Actor) -> list[str]:
    """What this actor's roles open, a sentence each."""
    day = clock.vietnam_day(clock.now())
    said = []
    for scope in actor.scopes(_OPENS_CHARTS):
        if scope.kind == "facility":
            here = places.facility(scope.code, day)
            name = here.name if here else scope.code
            said.append(_("Người đã khám, được chuyển đến hoặc đăng ký tại %s.") % name)
        elif scope.kind == "department":
            said.append(_("Người đã khám, điều trị tại %s.") % accounts.place_name(scope, day))
        elif scope.kind == "commune":
            unit = places.commune_on(scope.code, day)
            name = unit.full_name if unit else scope.code
            said.append(_("Người cư trú tại %s hoặc đăng ký tại trạm của xã.") % name)
        elif scope.kind == "duty":
            here = places.facility(scope.code, day)
            name = here.name if here else scope.code
            said.append(_("Người đang khám, điều trị tại %s, cho đến hết ca trực của bạn.") % name)
        elif scope.kind == "entrusted":
            said.append(_("Người được giao cho bạn chăm sóc, trong thời hạn của vai trò."))
        elif scope.kind == "practitioner":
            said.append(_("Người đã chọn bạn làm bác sĩ riêng."))
    return list(dict.fromkeys(said))
