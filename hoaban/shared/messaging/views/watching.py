"""The state of the sending, and one message: what became of it, sent again or handed to the station by hand."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.queries import boxes
from hoaban.shared.messaging.queries.boxes import Line, Watch
from hoaban.shared.messaging.rules.deciding import State
from hoaban.shared.messaging.services import keeping
from hoaban.shared.messaging.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, page_url, said, start_of

_PAGE = 50
_DEPARTMENT = "so"
"""How an address names the Department, which has no code here."""


@needs(policies.WATCH)
@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """How many messages of each facility stand where, and the messages of one group."""
    group, start = request.GET.get("show", "failed"), start_of(request)
    chosen = request.GET.get("facility", "")[:10]
    facility = None if not chosen else "" if chosen == _DEPARTMENT else chosen
    found = boxes.watch(
        actor=actor_of(request), group=group, facility=facility, start=start, count=_PAGE, now=clock.now()
    )
    kept = {"show": group, "facility": chosen}
    values: dict[str, object] = {
        "lead": _lead(request),
        "figures": _figures(found),
        "tabs": _tabs(found, group, chosen, facility),
        "table": _table(found),
        "chosen": _name(found, facility) if facility is not None else "",
        "older": page_url(kept, start=str(start + _PAGE)) if found.more else "",
        "newer": page_url(kept, start=str(max(0, start - _PAGE))) if start else "",
    }
    return render(request, "messaging/watch.html", values)


@needs(policies.WATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, message: UUID) -> HttpResponse:
    """One message, without its text and without whom it is for."""
    if request.method == "POST":
        _act(request, message)
        return HttpResponseRedirect(request.path)
    one = boxes.find_message(actor=actor_of(request), message=message, now=clock.now())
    values = {
        "title": said(*one.name),
        "badge": words.state(one),
        "pairs": _pairs(one),
        "failed": one.state is State.FAILED and actor_of(request).may(policies.MANAGE),
        "crumbs": (
            parts.Crumb(_("Tin báo cho người dân"), reverse("messaging:watch")),
            parts.Crumb(said(*one.name)),
        ),
    }
    return render(request, "messaging/message.html", values)


def _act(request: HttpRequest, message: UUID) -> None:
    acts: dict[str, tuple[Callable[..., None], str]] = {
        "again": (keeping.send_again, _("Tin sẽ được gửi lại.")),
        "hand-over": (keeping.hand_over, _("Đã chuyển cho Trạm Y tế nói trực tiếp.")),
    }
    act, done = acts.get(request.POST.get("act", ""), acts["again"])
    try:
        act(actor=actor_of(request), message=message, now=clock.now())
    except Conflict as failure:
        messages.warning(request, said(failure.message_vi, failure.message_en))
    else:
        messages.success(request, done)


def _lead(request: HttpRequest) -> str:
    if actor_of(request).may(policies.MANAGE):
        return _("Tin đã gửi, đang chờ, không gửi được của từng cơ sở; gửi lại.")
    return _("Tin mà cơ sở của bạn yêu cầu báo cho người dân: đã gửi, đang chờ, không gửi được.")


def _name(found: Watch, facility: str) -> str:
    return found.names.get(facility, facility) if facility else _("Sở Y tế")


def _figures(found: Watch) -> parts.Table:
    columns = (
        parts.Column(_("Cơ sở")), parts.Column(_("Không gửi được"), "number"), parts.Column(_("Chưa xong"), "number"),
        parts.Column(_("Đã xong trong 30 ngày"), "number"), parts.Column(_("Chờ lâu nhất"), "number"),
    )  # fmt: skip
    now = clock.now()
    rows = tuple(
        (
            parts.Cell(_name(found, one.facility), f"?facility={one.facility or _DEPARTMENT}", head=True),
            parts.Cell(formats.number(one.counts["failed"])),
            parts.Cell(formats.number(one.counts["waiting"])),
            parts.Cell(formats.number(one.counts["done"])),
            parts.Cell(words.age(one.oldest_at, now) if one.oldest_at else "—"),
        )
        for one in found.figures
    )
    return parts.Table(_("Theo cơ sở"), columns, rows, empty=_("Chưa có tin nào."))


def _tabs(found: Watch, group: str, chosen: str, facility: str | None) -> tuple[parts.Tab, ...]:
    labels = {"failed": _("Không gửi được"), "waiting": _("Chưa xong"), "done": _("Đã xong")}
    of = [one for one in found.figures if facility is None or one.facility == facility]
    current = group if group in labels else "failed"
    return tuple(
        parts.Tab(
            label, page_url({"show": key, "facility": chosen}), current=key == current,
            count=None if key == "done" else sum(one.counts[key] for one in of),
        )
        for key, label in labels.items()
    )  # fmt: skip


def _table(found: Watch) -> parts.Table:
    columns = (
        parts.Column(_("Loại tin")), parts.Column(_("Yêu cầu lúc"), "date"), parts.Column(_("Gửi bằng")),
        parts.Column(_("Trạng thái")), parts.Column(_("Cơ sở")),
    )  # fmt: skip
    now = clock.now()
    rows = tuple(
        (
            parts.Cell(said(*one.name), reverse("messaging:message", args=[one.id]), head=True),
            parts.Cell(formats.day_time(one.asked_at), note=words.age(one.asked_at, now)),
            parts.Cell(words.way(one) or "—"),
            parts.Cell("", badge=words.state(one), note=words.reason(one)),
            parts.Cell(_name(found, one.facility)),
        )
        for one in found.lines
    )
    return parts.Table(_("Các tin"), columns, rows, empty=_("Không có tin nào."))


def _pairs(one: Line) -> list[parts.Pair]:
    now = clock.now()
    waits = one.state in (State.HELD, State.ASKED)
    return [
        parts.Pair(_("Yêu cầu lúc"), formats.day_time(one.asked_at), note=words.age(one.asked_at, now)),
        parts.Pair(_("Đổi trạng thái lúc"), formats.day_time(one.changed_at)),
        *([parts.Pair(_("Gửi tiếp lúc"), formats.day_time(one.due_at))] if waits else []),
        parts.Pair(_("Gửi bằng"), words.way(one) or "—"),
        parts.Pair(_("Số lần thử"), formats.number(one.attempts), note=words.reason(one)),
        parts.Pair(_("Số phần tin nhắn"), formats.number(one.parts)),
    ]
