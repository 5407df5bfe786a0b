"""The Department's page of figures, the same figures by themselves for the poll, and the list behind a number."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.oversight.command_centre import queries
from hoaban.oversight.command_centre.forms import FiguresForm
from hoaban.oversight.command_centre.views import showing
from hoaban.shared.chart import api as chart
from hoaban.ui import formats, parts

NEEDS = "figures.read"
_PAGE = 50


@needs(NEEDS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    form, wanted = _asked(request)
    return render(request, "command_centre/page.html", {"form": form, **_shown(request, wanted)})


@needs(NEEDS)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Only the figures; 204 while nothing has moved since the position that the page knows."""
    _form, wanted = _asked(request)
    position, _moved = queries.followed_to()
    if request.GET.get("position") == str(position):
        return HttpResponse(status=204)
    return render(request, "command_centre/figures.html", _shown(request, wanted))


@needs(NEEDS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The visits behind a number: with names for who may open charts, else without."""
    _form, wanted = _asked(request)
    kind, category = request.GET.get("kind", ""), request.GET.get("category", "")[:3]
    facts = queries.visits_behind(wanted, kind=kind, category=category)
    start = int(text) if (text := request.GET.get("start", "")).isdigit() and len(text) < 6 else 0
    actor: Actor = request.actor  # type: ignore[attr-defined]
    named = chart.list_behind(
        actor=actor, encounter_ids=[one.encounter for one in facts], start=start, count=_PAGE
    )
    shown = facts[start : start + _PAGE]
    values = {
        "crumbs": (
            parts.Crumb(_("Trung tâm điều hành"), reverse("command_centre:page")),
            parts.Crumb(_("Danh sách")),
        ),
        "named": showing.named_table(named) if named.visits else None,
        "table": showing.plain_table(shown),
        "period": f"{formats.day(wanted.first)} – {formats.day(wanted.last)}",
        "count": formats.number(len(facts)),
        "newer": _moved_to(request, max(0, start - _PAGE)) if start else "",
        "older": _moved_to(request, start + _PAGE) if start + _PAGE < len(facts) else "",
    }
    return render(request, "command_centre/list.html", values)


def _asked(request: HttpRequest) -> tuple[FiguresForm, queries.Wanted]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    allowed = queries.demand_leave(actor)
    today = clock.vietnam_day(clock.now())
    facilities = [(one.code, one.name) for one in _reporting(today) if allowed is None or one.code in allowed]
    communes = [(one.code, one.full_name) for one in places.communes(today)]
    form = FiguresForm(request.GET or None, facilities=facilities, communes=communes)
    first, last = form.span(today)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, queries.Wanted(
        first, last, str(chosen.get("facility") or ""), str(chosen.get("commune") or ""), allowed,
        sensitive=actor.may("figures.sensitive"),
    )  # fmt: skip


def _shown(request: HttpRequest, wanted: queries.Wanted) -> dict[str, object]:
    today = clock.vietnam_day(clock.now())
    found = queries.figures(wanted)
    position, moved_at = queries.followed_to()
    kept = {name: str(value) for name, value in request.GET.items() if name != "position"}
    links = showing.Links(reverse("command_centre:list"), reverse("command_centre:page"), kept)
    return {
        "tiles": showing.tiles(found, links),
        "money": showing.money_tiles(found),
        "map": showing.province_map(found, today, links),
        "diagnoses": showing.diagnosis_bars(found, wanted.last, links),
        "daily": showing.daily_chart(found, wanted),
        "reported": showing.reported(_reporting(today), queries.heard(), wanted.facilities, clock.now()),
        "reports": showing.report_table(_reporting(today), queries.heard(), wanted.facilities, clock.now()),
        "period": f"{formats.day(wanted.first)} – {formats.day(wanted.last)}",
        "moved_at": formats.day_time(moved_at) if moved_at else "",
        "live_url": f"{reverse('command_centre:live')}?{urlencode({**kept, 'position': position})}",
    }


def _reporting(on: date) -> list[places.Facility]:
    """The facilities that are expected to report."""
    kinds = ("hospital", "health_centre", "commune_station")
    return [one for kind in kinds for one in places.facilities(on, kind=kind)]


def _moved_to(request: HttpRequest, start: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "start"}
    return f"?{urlencode({**kept, 'start': start})}"
