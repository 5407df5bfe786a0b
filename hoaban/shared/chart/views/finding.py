"""Find a person."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import BREAK_GLASS, needs
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.chart.forms import FindForm
from hoaban.shared.chart.queries.banner import sex_word
from hoaban.shared.people import api as people
from hoaban.ui import formats, parts

_PAGE = 20
_OPENS_CHARTS = "record.read:TREAT"
_TELLS = "audit.tell"


@needs("people.find")
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The form, and whom it found."""
    form = FindForm(request.GET or None)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    values: dict[str, object] = {"form": form, "may_break_glass": actor.may(BREAK_GLASS)}
    if form.is_valid() and form.cleaned_data["q"].strip():
        start = _start(request.GET.get("start", ""))
        try:
            page = people.find(
                actor=actor, text=form.cleaned_data["q"], birth_year=form.cleaned_data["year"],
                commune_code=form.cleaned_data["commune"], start=start, count=_PAGE,
            )  # fmt: skip
        except people.TooShort as short:
            english = request.LANGUAGE_CODE == "en"
            form.add_error("q", short.message_en if english else short.message_vi)
        else:
            values |= _found(request, page, start, leads_to=_leads_to(actor))
    elif not form.is_bound and (mine := people.entrusted_to(actor=actor, now=clock.now())):
        values["entrusted"] = _table(_("Người được giao cho bạn"), mine, leads_to=_leads_to(actor))
    return render(request, "chart/find.html", values)


def _table(title: str, found: Sequence[people.Found], *, leads_to: str) -> parts.Table:
    names = {one.code: one.full_name for one in places.communes(clock.vietnam_day(clock.now()))}
    rows = tuple(
        (
            parts.Cell(
                one.name or _("Chưa rõ tên"),
                url=reverse(leads_to, args=[one.id]) if leads_to else "",
                head=True,
            ),
            parts.Cell(formats.partial_date(one.birth)),
            parts.Cell(sex_word(one.sex)),
            parts.Cell(names.get(one.commune_code, one.commune_code)),
            parts.Cell(", ".join(formats.masked(number) for number in one.numbers)),
        )
        for one in found
    )
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Ngày sinh"), "date"), parts.Column(_("Giới tính")),
        parts.Column(_("Nơi cư trú")), parts.Column(_("Số")),
    )  # fmt: skip
    return parts.Table(title, columns, rows, empty=_("Không tìm thấy ai."))


def _found(request: HttpRequest, page: people.FoundPage, start: int, *, leads_to: str) -> dict[str, object]:
    return {
        "table": _table(_("Người tìm thấy"), page.people, leads_to=leads_to),
        "total": page.total,
        "too_many": page.too_many,
        "newer": _at(request, max(0, start - _PAGE)) if start else "",
        "older": _at(request, start + _PAGE) if start + _PAGE < page.total else "",
    }


def _leads_to(actor: Actor) -> str:
    """The page of a person that this actor works with: the record, the register's details, who looked; or none."""
    ways = ((_OPENS_CHARTS, "chart:record"), ("people.register", "people:details"), (_TELLS, "privacy:looks"))
    return next((route for act, route in ways if actor.may(act)), "")


def _at(request: HttpRequest, start: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "start"}
    return f"?{urlencode({**kept, 'start': start})}"


def _start(text: str) -> int:
    return min(int(text), 2000) if text.isdecimal() and len(text) < 6 else 0
