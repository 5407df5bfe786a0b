"""Triage: the points of the facility, and the grid in which a nurse takes a queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.forms.vitals import SignsForm
from hoaban.modules.hospital.queries import triage as reading
from hoaban.modules.hospital.services import vitals
from hoaban.modules.hospital.views import signs
from hoaban.shared.chart import api as chart
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt, said
from hoaban.ui.language import language


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the grid in ready words."""

    visit: UUID
    ticket: int
    form: SignsForm
    name: str
    facts: str
    reason: str
    url: str
    score: parts.Badge | None
    cells: list[tuple[object, str, bool]]
    allergies: str
    pregnancy: str
    asks_pregnancy: bool
    priority: str


@needs(policies.TRIAGE)
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The points where vital signs are taken, and how many wait at each."""
    found = reading.list_triage(actor=actor_of(request), now=clock.now())
    rows = tuple(
        (
            parts.Cell(said(point.vi, point.en or point.vi), url=reverse("hospital:triage", args=[point.id]), head=True),
            parts.Cell(formats.number(waiting)),
        )
        for point, waiting in found
    )  # fmt: skip
    columns = (parts.Column(_("Nơi đo sinh hiệu")), parts.Column(_("Đang chờ"), "number"))
    table = parts.Table(_("Nơi đo sinh hiệu"), columns, rows, _("Cơ sở chưa mở nơi đo sinh hiệu hôm nay."))
    return render(request, "hospital/triage_points.html", {"table": table})


@needs(policies.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, point: int) -> HttpResponse:
    """Everybody who waits at a point in one grid; what was typed in other rows stays while one is saved."""
    actor, now = actor_of(request), clock.now()
    seen = reading.see_triage(actor=actor, point=point, now=now)
    lists = _lists(seen)
    forms = {one.visit.id: _form(request, one, lists, seen) for one in seen.rows}
    if request.method == "POST" and _save(request, seen, forms, now):
        return HttpResponseRedirect(request.path)
    rows = [_row(one, forms[one.visit.id]) for one in seen.rows]
    name = said(seen.point.vi, seen.point.en or seen.point.vi)
    values = {
        "rows": rows, "hands_on": bool(seen.rooms), "title": name, "rest": seen.rest,
        "crumbs": (parts.Crumb(_("Đo sinh hiệu"), reverse("hospital:triage-points")), parts.Crumb(name)),
    }  # fmt: skip
    wrong = any(form.errors for form in forms.values() if form.is_bound)
    return render(request, "hospital/triage.html", values, status=400 if wrong else 200)


def _lists(seen: reading.Grid) -> dict[str, Pairs]:
    rooms = [
        (
            str(one.point.id),
            _("%(room)s (%(waiting)s chờ)")
            % {"room": said(one.point.vi, one.point.en or one.point.vi), "waiting": one.waiting},
        )
        for one in seen.rooms
    ]
    groups = [(code, said(one.vi, one.en)) for code, one in scheduling.priorities().items()]
    return {"priority": groups, "to_point": rooms}


def _form(
    request: HttpRequest, one: reading.Waiting, lists: dict[str, Pairs], seen: reading.Grid
) -> SignsForm:
    """Bound where it is being saved; else with what was typed, or what is offered."""
    prefix, data = str(one.visit.id), request.POST
    wanted = {data.get("save", ""), data.get("hand", "")}
    bound = SignsForm(data, prefix=prefix, lists=lists) if request.method == "POST" else None
    if bound is not None and (prefix in wanted or ("all" in wanted and bound.was_filled)):
        return bound
    offered = {
        "once": uuid4().hex, "ticket": one.ticket.id, "priority": one.visit.arrival.priority,
        "to_point": seen.best_room(one.visit.arrival.department, one.months),
    }  # fmt: skip
    if bound is not None and bound.was_filled:
        offered |= {name: data.get(bound.add_prefix(name), "") for name in bound.fields}
    return SignsForm(prefix=prefix, lists=lists, initial=offered)


def _save(request: HttpRequest, seen: reading.Grid, forms: dict[UUID, SignsForm], now: datetime) -> bool:
    """Save the rows that were sent; whether all went well."""
    bound = [one for one in seen.rows if forms[one.visit.id].is_bound]
    if not bound:
        messages.info(request, _("Chưa nhập gì để ghi."))
        return True
    done: list[vitals.Taken] = []
    for one in bound:
        form = forms[one.visit.id]
        if form.is_valid() and attempt(form, partial(_take, request, one, form, now, done)):
            messages.success(request, _told(one, done[-1]))
    return len(done) == len(bound)


def _take(
    request: HttpRequest, one: reading.Waiting, form: SignsForm, now: datetime, done: list[vitals.Taken]
) -> None:
    given = form.cleaned_data
    handing = bool(request.POST.get("hand"))
    triage = vitals.Triage(
        signs=form.signs(), pregnancy=given["pregnancy"], allergy=given["allergy"].strip(),
        reaction=given["reaction"].strip(), none_known=given["none_known"], priority=given["priority"],
        to_point=int(given["to_point"]) if handing and given["to_point"] else None, ticket=one.ticket.id,
    )  # fmt: skip
    taken = vitals.take_vitals(
        actor=actor_of(request), visit=one.visit.id, triage=triage, once=given["once"], now=now
    )
    done.append(taken)


def _told(one: reading.Waiting, taken: vitals.Taken) -> str:
    told = [_("Số %s: đã ghi.") % one.ticket.number]
    if taken.warning is not None:
        told.append(signs.warning_words(taken.warning) + ".")
    if taken.raised:
        told.append(_("Đã nâng lên ưu tiên cấp cứu."))
    if taken.handed is not None:
        told.append(_("Đã chuyển, số mới %s.") % taken.handed.number)
    return " ".join(told)


def _row(one: reading.Waiting, form: SignsForm) -> Row:
    latest = signs.latest(one.readings)
    cells = [
        (field, signs.shown(latest, field.name), signs.is_marked(latest, field.name, one.months))
        for field in form.cells()
    ]
    known = one.person
    facts = [
        formats.age(known.birth, clock.vietnam_day(clock.now()), language()) if known and known.birth else "",
        chart.sex_word(known.sex) if known else "",
        one.visit.number,
    ]
    group = scheduling.priorities()[one.visit.arrival.priority]
    return Row(
        one.visit.id, one.ticket.number, form, known.name if known and known.name else _("Chưa rõ danh tính"),
        " · ".join(filter(None, facts)), one.visit.arrival.reason,
        reverse("hospital:vitals", args=[one.visit.id]), signs.score_badge(latest), cells,
        signs.allergies(one.allergies), signs.pregnancy(latest), one.asks_pregnancy,
        said(group.vi, group.en) if group.code != scheduling.NONE else "",
    )  # fmt: skip
