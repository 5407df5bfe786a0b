"""The Department's page of figures, the same figures by themselves for the poll, and the list behind a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.oversight.command_centre import queries, rules
from hoaban.oversight.command_centre.forms import BORDERS, FiguresForm
from hoaban.oversight.command_centre.views import borders, showing, tables
from hoaban.shared.chart import api as chart
from hoaban.ui import formats, parts

NEEDS = "figures.read"
_PAGE = 50
_CATEGORY = re.compile(r"[A-Z][0-9]{2}")


@needs(NEEDS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    reporting = _reporting()
    form, wanted = _asked(request, reporting)
    return render(request, "command_centre/page.html", {"form": form, **_shown(request, wanted, reporting)})


@needs(NEEDS)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Only the figures; 204 while nothing has moved since the position that the page knows."""
    reporting = _reporting()
    _form, wanted = _asked(request, reporting)
    position, _moved_at = queries.followed_to()
    if request.GET.get("position") == str(position):
        return HttpResponse(status=204)
    return render(request, "command_centre/figures.html", _shown(request, wanted, reporting))


@needs(queries.SINGLE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The visits behind a number: with names for who may open charts, else without."""
    _form, wanted = _asked(request, _reporting())
    actor: Actor = request.actor  # type: ignore[attr-defined]
    category = request.GET.get("category", "")
    start = int(text) if (text := request.GET.get("start", "")).isdecimal() and len(text) < 6 else 0
    with audit.as_one(actor=actor, act=queries.SINGLE):  # single visits, with names or without: one look
        facts, total = queries.visits_behind(
            wanted,
            kind=request.GET.get("kind", ""),
            category=category if _CATEGORY.fullmatch(category) else "",
            start=start,
            count=_PAGE,
        )
        named = chart.list_behind(actor=actor, encounter_ids=[one.encounter for one in facts], count=_PAGE)
    values = {
        "crumbs": (
            parts.Crumb(_("Trung tâm điều hành"), reverse("command_centre:page")),
            parts.Crumb(_("Danh sách")),
        ),
        "named": tables.named_table(named) if named.visits else None,
        "table": tables.plain_table(facts),
        "period": f"{formats.day(wanted.first)} – {formats.day(wanted.last)}",
        "total": total,
        "count": formats.number(total),
        "newer": _moved_to(request, max(0, start - _PAGE)) if start else "",
        "older": _moved_to(request, start + _PAGE) if start + _PAGE < total else "",
    }
    return render(request, "command_centre/list.html", values)


def _asked(request: HttpRequest, reporting: Sequence[places.Facility]) -> tuple[FiguresForm, queries.Wanted]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    allowed = queries.demand_leave(actor)
    today = clock.vietnam_day(clock.now())
    facilities = [(one.code, one.name) for one in reporting if allowed is None or one.code in allowed]
    communes = [(one.code, one.full_name) for one in places.communes(today)]
    form = FiguresForm(request.GET or None, facilities=facilities, communes=communes)
    first, last = form.span(today)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    facility, commune = str(chosen.get("facility") or ""), str(chosen.get("commune") or "")
    if not actor.may(queries.SINGLE):
        first, last = rules.whole_months(first, last, today)
        if facility and commune:
            form.add_error("commune", _("Chọn cơ sở hoặc xã, phường, không chọn cả hai."))
            commune = ""
    return form, queries.Wanted(
        first, last, facility, commune, allowed, sensitive=actor.may("figures.sensitive")
    )


def _shown(
    request: HttpRequest, wanted: queries.Wanted, reporting: Sequence[places.Facility]
) -> dict[str, object]:
    today = clock.vietnam_day(clock.now())
    actor: Actor = request.actor  # type: ignore[attr-defined]
    single = actor.may(queries.SINGLE)
    found = (
        queries.figures(wanted)
        if single
        else queries.told_figures(wanted, limit=settings.SMALL_NUMBER, today=today)
    )
    position, moved_at = queries.followed_to()
    kept = {name: str(value) for name, value in request.GET.items() if name != "position"}
    links = showing.Links(reverse("command_centre:list"), reverse("command_centre:page"), kept)
    heard = queries.heard(sensitive=wanted.sensitive)
    telling = showing.Telling(links, single=single)
    return {
        "tiles": showing.tiles(found, telling),
        "money": showing.money_tiles(found),
        "map": showing.province_map(found, today, telling),
        "residence": borders.by_residence(found, today, _borders(request), telling),
        "diagnoses": showing.diagnosis_bars(found, wanted.last, telling),
        "daily": showing.daily_chart(found, wanted),
        "reported": tables.reported(reporting, heard, wanted.facilities, clock.now()),
        "reports": tables.report_table(reporting, heard, wanted.facilities, clock.now()),
        "period": f"{formats.day(wanted.first)} – {formats.day(wanted.last)}",
        "by_months": not single,
        "no_diagnoses": "" if single else _("Không bệnh nào đủ số lượt để nêu."),
        "moved_at": formats.day_time(moved_at) if moved_at else "",
        "live_url": f"{reverse('command_centre:live')}?{urlencode({**kept, 'position': position})}",
    }


def _borders(request: HttpRequest) -> str:
    """Whose borders are asked for; what is none of them is today's, and the form has said so."""
    asked = request.GET.get("borders", "")
    return asked if asked in dict(BORDERS) else ""


def _reporting() -> list[places.Facility]:
    """The facilities that are expected to report."""
    kinds = ("hospital", "health_centre", "commune_station")
    found = places.facilities(clock.vietnam_day(clock.now()))
    return sorted(
        (one for one in found if one.kind in kinds), key=lambda one: (kinds.index(one.kind), one.code)
    )


def _moved_to(request: HttpRequest, start: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "start"}
    return f"?{urlencode({**kept, 'start': start})}"
