"""The doctor's list: call the next by one key, see who waits, go back to what is unfinished."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict
from hoaban.modules.hospital.queries import my_list as queries
from hoaban.modules.hospital.queries.my_list import Line, Returned, Unfinished, Who
from hoaban.modules.hospital.services import calling
from hoaban.modules.hospital.services.calling import Called
from hoaban.shared.chart.api import sex_word
from hoaban.shared.scheduling.api import Point, TicketState, priorities
from hoaban.shared.visits.api import STATES, WORK
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, said
from hoaban.ui.language import language


@needs(WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def my_list(request: HttpRequest) -> HttpResponse:
    """Who waits at my room; the buttons call, call again and put aside."""
    if request.method == "POST":
        return _acted(request)
    found = queries.my_list(
        actor=actor_of(request), point=_number(request.GET.get("point", "")), now=clock.now()
    )
    shown = found.point
    values: dict[str, object] = {
        "rooms": [parts.Tab(_name(one), f"?point={one.id}", current=one == shown) for one in found.points],
        "point": shown, "room": _name(shown) if shown else "", "waits": found.waits,
        "at_work": [_shaped(one) for one in found.at_work], "waiting": _waiting(found.waiting),
        "skipped": [_shaped(one) for one in found.skipped], "unfinished": _unfinished(found.unfinished),
        "returned": _returned(found.returned) if found.returned else None, "returned_count": len(found.returned),
        "to_sign": formats.number(found.to_sign) if found.to_sign else "", "sign_url": reverse("signing:waiting"),
        "focus_next": not found.at_work or "next" in request.GET,
    }  # fmt: skip
    inner = "HX-Request" in request.headers
    return render(request, f"hospital/consulting/my_list{'_inner' if inner else ''}.html", values)


def _acted(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    act, _colon, rest = request.POST.get("do", "").partition(":")
    number, point = _number(rest), _number(request.POST.get("point", ""))
    called: Called | None = None
    try:
        if act == "next" and point is not None:
            called = calling.call_next(actor=actor, point=point, now=now)
            if called is None:
                messages.info(request, _("Không còn ai chờ."))
        elif act == "call" and number is not None:
            called = calling.call_again(actor=actor, ticket=number, now=now)
        elif act == "aside" and number is not None:
            calling.put_aside(actor=actor, ticket=number, now=now)
    except Conflict as failure:
        messages.warning(request, said(failure.message_vi, failure.message_en))
    if called and called.visit:
        return HttpResponseRedirect(reverse("hospital:desk", args=[called.visit]))
    if called:
        messages.warning(request, _("Số %s chưa được tiếp đón.") % called.number)
    return HttpResponseRedirect(f"{request.path}?point={point}" if point is not None else request.path)


def _name(point: Point) -> str:
    return said(point.vi, point.en)


def _called(who: Who | None) -> str:
    return (who.name if who else "") or _("Chưa rõ danh tính")


def _shaped(one: Line) -> dict[str, object]:
    """A line of somebody who was called, or put aside."""
    return {
        "ticket": one.ticket.id,
        "number": one.ticket.number,
        "name": _called(one.who),
        "facts": _facts(one),
        "url": reverse("hospital:desk", args=[one.visit.id]) if one.visit else "",
        "state": _("Đã gọi lúc %s") % formats.clock(one.ticket.called_at)
        if one.ticket.state is TicketState.CALLED and one.ticket.called_at
        else _("Đang khám")
        if one.ticket.state is TicketState.SERVING
        else _("Vắng mặt"),
        "is_called": one.ticket.state is TicketState.CALLED,
    }


def _facts(one: Line) -> str:
    if one.who is None:
        return ""
    today = clock.vietnam_day(clock.now())
    age = formats.age(one.who.birth, today, language()) if one.who.birth else ""
    return ", ".join(
        filter(None, (sex_word(one.who.sex), age, one.visit.arrival.reason if one.visit else ""))
    )


def _waiting(lines: Sequence[Line]) -> parts.Table:
    columns = (
        parts.Column(_("Số"), "number"), parts.Column(_("Họ và tên")), parts.Column(_("Lý do khám")),
        parts.Column(_("Bước")), parts.Column(_("Còn chờ"), "number"),
    )  # fmt: skip
    known = priorities()
    rows = []
    for one in lines:
        rank = known.get(one.ticket.priority)
        first = parts.Badge(said(rank.vi, rank.en), "warning") if rank and rank.rank < 2 else None
        rows.append(
            (
                parts.Cell(formats.number(one.ticket.number), badge=first),
                parts.Cell(
                    _called(one.who) if one.who else _("Chưa tiếp đón"),
                    url=reverse("hospital:desk", args=[one.visit.id]) if one.visit else "",
                    note=_sex_and_age(one),
                    head=True,
                ),
                parts.Cell(one.visit.arrival.reason if one.visit else ""),
                parts.Cell(said(*STATES[one.visit.state]) if one.visit else ""),
                parts.Cell(_("%s phút") % formats.number(one.minutes) if one.minutes is not None else ""),
            )
        )
    return parts.Table(_("Đang chờ"), columns, tuple(rows), empty=_("Không có ai chờ."))


def _sex_and_age(one: Line) -> str:
    if one.who is None:
        return ""
    today = clock.vietnam_day(clock.now())
    age = formats.age(one.who.birth, today, language()) if one.who.birth else ""
    return ", ".join(filter(None, (sex_word(one.who.sex), age)))


def _unfinished(lines: Sequence[Unfinished]) -> parts.Table:
    columns = (
        parts.Column(_("Họ và tên")),
        parts.Column(_("Lượt khám")),
        parts.Column(_("Ghi dở lúc"), "date"),
    )
    rows = tuple(
        (
            parts.Cell(_called(one.who), url=reverse("hospital:desk", args=[one.visit.id]), head=True),
            parts.Cell(one.visit.number),
            parts.Cell(formats.day_time(one.typed_at) if one.typed_at else ""),
        )
        for one in lines
    )
    return parts.Table(_("Đang ghi dở"), columns, rows, empty=_("Không có."))


def _returned(lines: Sequence[Returned]) -> parts.Table:
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Lượt khám")), parts.Column(_("Kết quả mới"), "number"),
        parts.Column(_("Có lúc"), "date"), parts.Column(_("Bước")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                _called(one.who), url=reverse("hospital:desk", args=[one.visit.id]), head=True,
                badge=parts.Badge(_("Báo động"), "danger") if one.is_critical else None,
            ),
            parts.Cell(one.visit.number),
            parts.Cell(formats.number(one.count)),
            parts.Cell(formats.day_time(one.at)),
            parts.Cell(said(*STATES[one.visit.state])),
        )
        for one in lines
    )  # fmt: skip
    return parts.Table(_("Có kết quả mới"), columns, rows)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
