"""Who has which role: what is due for review, what waits, what holds; and all of it as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries import assignments as queries
from hoaban.foundation.accounts.queries.assignments import Given, ReviewFigures, Wanted
from hoaban.foundation.accounts.rules.giving import GRANT, READ
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.services import reviewing
from hoaban.foundation.accounts.views import words
from hoaban.kernel import clock
from hoaban.kernel.guard import needs
from hoaban.ui import parts
from hoaban.ui.formats import day, number
from hoaban.ui.forms import actor_of, page_url, said

_MOST = 50
_TABS = {
    "due": gettext_noop("Đến hạn rà soát"),
    "waiting": gettext_noop("Chờ người thứ hai"),
    "clash": gettext_noop("Trái quy tắc"),
    "held": gettext_noop("Đang hiệu lực"),
    "ended": gettext_noop("Đã kết thúc"),
}
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@needs(READ)
@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    """The work list of the review, and every other list of roles."""
    actor, now = actor_of(request), clock.now()
    form = _filter(request)
    given = form.cleaned_data if form.is_valid() else {}
    show = given.get("show") if given.get("show") in _TABS else "due"
    wanted = Wanted(which=show or "due", text=given.get("q", ""), role=given.get("role", ""))
    found = queries.list_given(actor=actor, wanted=wanted, now=now, most=_MOST + 1)
    figures = queries.review_figures(actor=actor, now=now)
    values = {
        "form": form,
        "tabs": _tabs(request, wanted, figures),
        "figures": figures,
        "tiles": _tiles(figures),
        "table": _table(found[:_MOST], now),
        "more": len(found) > _MOST,
        "most": _MOST,
        "may_give": actor.may(GRANT),
    }
    return render(request, "accounts/assignments.html", values)


@needs(READ)
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All of it, as a spreadsheet or as text."""
    content = reviewing.export_assignments(actor=actor_of(request), kind=kind, now=clock.now())
    response = HttpResponse(content, content_type=_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="vai-tro.{kind}"'
    return response


def _filter(request: HttpRequest) -> forms.Filter:
    form = forms.Filter(request.GET)
    every = [(key, said(one.name_vi, one.name_en)) for key, one in roles().items()]
    form.fields["role"].choices = [("", _("Tất cả")), *every]  # type: ignore[attr-defined]
    return form


def _tabs(request: HttpRequest, wanted: Wanted, figures: ReviewFigures) -> tuple[parts.Tab, ...]:
    counts = {"due": figures.due, "waiting": figures.waiting, "clash": figures.clashing, "held": figures.held}
    kept = {"q": wanted.text, "role": wanted.role}
    return tuple(
        parts.Tab(
            _(label),
            request.path + page_url(kept, show=key),
            current=key == wanted.which,
            count=counts.get(key),
        )
        for key, label in _TABS.items()
    )


def _tiles(figures: ReviewFigures) -> tuple[parts.Tile, ...]:
    path = reverse("accounts:assignments")
    return (
        parts.Tile(_("vai trò đang hiệu lực"), number(figures.held), url=f"{path}?show=held"),
        parts.Tile(
            _("quá hạn rà soát"), number(figures.overdue), url=f"{path}?show=due", good=not figures.overdue
        ),
        parts.Tile(_("đã giữ, trong kỳ"), number(figures.kept)),
        parts.Tile(_("đã rút, trong kỳ"), number(figures.withdrawn)),
    )


def _table(found: Sequence[Given], now: datetime) -> parts.Table:
    places = words.named_places(now)
    columns = (
        parts.Column(_("Họ và tên")),
        parts.Column(_("Vai trò")),
        parts.Column(_("Thời hạn")),
        parts.Column(_("Xác nhận lần cuối"), "date"),
        parts.Column(_("Đăng nhập lần cuối"), "date"),
        parts.Column(_("Trạng thái")),
    )
    rows = tuple(
        (
            parts.Cell(one.name, reverse("accounts:assignment", args=[one.id]), one.username, head=True),
            parts.Cell(words.role(one), note=words.place(one, places, now)),
            parts.Cell(words.period(one), note=words.rights(one)),
            parts.Cell(day(one.confirmed_at), note=_("hạn %s") % day(one.due_on)),
            parts.Cell(day(one.last_sign_in_at) if one.last_sign_in_at else _("chưa lần nào")),
            parts.Cell("", badge=words.state(one, now)),
        )
        for one in found
    )
    return parts.Table(_("Vai trò đã giao"), columns, rows, empty=_("Không có vai trò nào ở đây."))
