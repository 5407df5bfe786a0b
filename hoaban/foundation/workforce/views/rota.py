"""The rota of a facility, a week at a time."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.workforce import policies
from hoaban.foundation.workforce.forms import RotaFilter, ShiftForm
from hoaban.foundation.workforce.queries import rota as queries
from hoaban.foundation.workforce.services import hours, looking
from hoaban.foundation.workforce.views import words
from hoaban.kernel import clock
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.forms import PageForm, actor_of, attempt

_METHODS = ["GET", "HEAD", "POST"]
_WEEK = timedelta(days=7)


@needs(policies.READ)
@require_http_methods(_METHODS)
def rota(request: HttpRequest) -> HttpResponse:
    """Who is on duty in a week; whoever keeps the facility's file adds turns."""
    actor, on = actor_of(request), words.today()
    facilities = words.facilities(actor, policies.READ, on)
    form = RotaFilter(request.GET, lists={"facility": facilities})
    if not form.is_valid():
        return render(request, "workforce/rota.html", {"filter": form}, status=400)
    first = form.cleaned_data["first"] or on - timedelta(days=on.weekday())
    facility = (
        form.cleaned_data["facility"]
        or queries.facility_on_duty(actor=actor, first=first)
        or next((code for code, _name in facilities), "")
    )
    with looking.one_look(actor=actor, now=clock.now(), at="rota", facility=facility):
        shift = _shift_form(request, facility, first) if policies.may_manage(actor, facility) else None
        turns = queries.list_turns(actor=actor, facility_code=facility, first=first) if facility else []
    if request.method == "POST" and shift is not None and shift.is_valid():
        made = shift.made(facility)
        if attempt(shift, lambda: hours.plan_shift(actor=actor, shift=made, now=clock.now())):
            messages.success(request, _("Đã ghi."))
            return redirect(_url(facility, first))
    values = {
        "filter": RotaFilter(
            {"facility": facility, "first": first.isoformat()}, lists={"facility": facilities}
        ),
        "shift": shift,
        "table": _table(turns, keeps=shift is not None),
        "week": f"{formats.day(first)} - {formats.day(first + _WEEK - timedelta(days=1))}",
        "before": _url(facility, first - _WEEK) if first.year > 1950 else "",
        "after": _url(facility, first + _WEEK) if first.year < 9000 else "",
    }
    return render(
        request, "workforce/rota.html", values, status=400 if shift is not None and shift.errors else 200
    )


def _shift_form(request: HttpRequest, facility: str, first: date) -> ShiftForm:
    people = [(str(member), name) for member, name in queries.people_at(facility, words.today())]
    return ShiftForm(
        request.POST if request.method == "POST" else None,
        lists={"member": people},
        initial={"day": max(first, words.today())},
    )


def _weekday(turn: queries.Turn) -> str:
    return words.weekday(clock.vietnam_day(turn.shift.starts_at).isoweekday())


def _url(facility: str, first: date) -> str:
    return f"{reverse('workforce:rota')}?{urlencode({'facility': facility, 'first': first.isoformat()})}"


def _table(turns: list[queries.Turn], *, keeps: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                one.name, url=reverse("workforce:file", args=[one.shift.member]), head=True,
                badge=parts.Badge(_("tại nhà"), "info") if one.shift.on_call else None,
            ),
            parts.Cell(formats.day_time(one.shift.starts_at), note=_weekday(one)),
            parts.Cell(formats.day_time(one.shift.ends_at)),
            parts.Cell(one.shift.department),
            parts.Cell(_("hủy…") if keeps else "", url=reverse("workforce:shift", args=[one.shift.id]) if keeps else ""),
        )
        for one in turns
    )  # fmt: skip
    columns = (
        parts.Column(_("Người trực")), parts.Column(_("Bắt đầu"), "date"), parts.Column(_("Lúc kết thúc"), "date"),
        parts.Column(_("Khoa, phòng")), parts.Column(_("Thao tác")),
    )  # fmt: skip
    return parts.Table(_("Lịch trực"), columns, rows, empty=_("Chưa xếp lịch trực trong tuần này."))


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def shift(request: HttpRequest, shift: int) -> HttpResponse:
    """Take a turn out of the rota, after asking once."""
    actor = actor_of(request)
    with looking.one_look(actor=actor, now=clock.now(), at="turn", turn=str(shift)):
        one = queries.find_turn(actor=actor, shift=shift)
    if request.method == "POST":
        hours.cancel_shift(actor=actor, shift=shift, now=clock.now())
        messages.success(request, _("Đã hủy ca trực."))
        first = clock.vietnam_day(one.shift.starts_at)
        return redirect(_url(one.shift.facility_code, first - timedelta(days=first.weekday())))
    crumbs = (parts.Crumb(_("Lịch trực"), reverse("workforce:rota")), parts.Crumb(one.name))
    lead = f"{one.name}, {formats.day_time(one.shift.starts_at)} - {formats.day_time(one.shift.ends_at)}"
    values = {"form": PageForm(), "title": _("Hủy ca trực"), "lead": lead, "crumbs": crumbs, "danger": True}
    return render(request, "ui/form_page.html", values)
