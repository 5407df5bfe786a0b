"""Administrative units: the province on any day, one code with all it has meant, the country of today."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.places import policies
from hoaban.foundation.places.forms import CountryFilter, UnitFilter
from hoaban.foundation.places.queries import communes, facility_files
from hoaban.foundation.places.queries import units as queries
from hoaban.foundation.places.rules.shapes import Commune
from hoaban.foundation.places.views import words
from hoaban.kernel import vietnamese
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.forms import page_url, said

_PAGE = 100


@needs(policies.READ)
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree of a day; the page says whose borders it shows."""
    form = UnitFilter(request.GET)
    if not form.is_valid():
        return render(request, "places/units.html", {"form": form}, status=400)
    on = form.cleaned_data["on"] or words.today()
    text = vietnamese.fold(form.cleaned_data["text"])
    told = queries.borders_of(on)
    rows = tuple(
        _row(unit, on)
        for branch in queries.tree_on(on)
        for unit in branch.communes
        if not text
        or text in vietnamese.fold(f"{unit.code} {unit.full_name} {unit.district} {_changed(unit, on)}")
    )
    columns = (
        parts.Column(_("Xã, phường")), parts.Column(_("Huyện, thành phố")), parts.Column(_("Diện tích (km²)"), "number"),
        parts.Column(_("Dân số"), "number"), parts.Column(_("Hình thành từ, hoặc nay thuộc")),
    )  # fmt: skip
    caption = _("Đơn vị hành chính cấp xã")
    values = {
        "form": form,
        "borders": said(told.text_vi, told.text_en),
        "table": parts.Table(caption, columns, rows, empty=_("Không có đơn vị nào phù hợp.")),
        "before": page_url({"on": "2025-06-30"}) if on >= queries.REFORM else "",
        "today": reverse("places:units") if on < queries.REFORM else "",
    }
    return render(request, "places/units.html", values)


def _row(unit: Commune, on: date) -> tuple[parts.Cell, ...]:
    people = unit.population if unit.population is not None else unit.population_estimate
    estimated = unit.population is None and unit.population_estimate is not None
    return (
        parts.Cell(unit.full_name, url=reverse("places:unit", args=[unit.code]), note=unit.code, head=True),
        parts.Cell(unit.district or "—"),
        parts.Cell(formats.number(unit.area_km2) if unit.area_km2 is not None else ""),
        parts.Cell(
            formats.number(people) if people is not None else "", note=_("ước tính") if estimated else ""
        ),
        parts.Cell(_changed(unit, on)),
    )


def _changed(unit: Commune, on: date) -> str:
    """What it was made of, or which commune it is part of today."""
    former = communes.former_names(unit.code, on)
    if former:
        return ", ".join(former)
    heir = communes.today_of(unit.code, on)
    now = communes.commune_on(heir, words.today()) if heir else None
    return now.full_name if now and now != unit else ""


@needs(policies.READ)
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that a code has meant, with what became of it; the facilities there today."""
    found = queries.meanings(code)
    if not found:
        raise Http404
    on = words.today()
    current = communes.commune_on(code, on)
    wanted = facility_files.WantedFacilities(on, commune=code)
    here = facility_files.list_facilities(wanted=wanted, count=200).facilities if current else ()
    values = {
        "name": found[0].full_name,
        "code": code,
        "reused": len(found) > 1,
        "meanings": [(words.period(one.period), _pairs(one)) for one in found],
        "facilities": parts.Table(
            _("Cơ sở y tế hiện nay"),
            (parts.Column(_("Cơ sở")), parts.Column(_("Loại cơ sở"))),
            tuple(
                (
                    parts.Cell(each.name, url=reverse("places:facility", args=[each.code]), head=True),
                    parts.Cell(words.kind(each.kind)),
                )
                for each in here
            ),
        ),
        "crumbs": (
            parts.Crumb(_("Đơn vị hành chính"), reverse("places:units")),
            parts.Crumb(found[0].full_name),
        ),
    }
    return render(request, "places/unit.html", values)


def _pairs(unit: Commune) -> tuple[parts.Pair, ...]:
    day = unit.period.start or unit.period.end or words.today()
    beside = [communes.commune_on(one.code, day) for one in communes.neighbours(unit.code, day)]
    return (
        parts.Pair(_("Tên đơn vị"), unit.full_name),
        parts.Pair(_("Huyện, thành phố"), unit.district or _("không còn cấp huyện")),
        parts.Pair(_("Diện tích (km²)"), formats.number(unit.area_km2) if unit.area_km2 is not None else ""),
        parts.Pair(_("Trụ sở"), unit.seat),
        parts.Pair(_("Hình thành từ, hoặc nay thuộc"), _changed(unit, day)),
        parts.Pair(_("Giáp ranh"), ", ".join(one.full_name for one in beside if one)),
    )


@needs(policies.READ)
@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """The communes of the whole country today, by province and name, for addresses from elsewhere."""
    on = words.today()
    named = {one.code: one.full_name for one in queries.provinces(on)}
    form = CountryFilter(request.GET, lists={"province": list(named.items())})
    if not form.is_valid():
        return render(request, "places/country.html", {"form": form}, status=400)
    given = form.cleaned_data
    found = queries.find_country_units(province=given["province"], text=given["text"])
    start = given["start"] or 0
    rows = tuple(
        (parts.Cell(one.full_name, head=True), parts.Cell(one.code), parts.Cell(named[one.province]))
        for one in found[start : start + _PAGE]
    )
    columns = (
        parts.Column(_("Xã, phường, đặc khu")),
        parts.Column(_("Mã"), "code"),
        parts.Column(_("Tỉnh, thành phố")),
    )
    kept = {name: value for name, value in given.items() if name != "start"}
    values = {
        "form": form,
        "total": len(found),
        "told": formats.number(len(found)),
        "table": parts.Table(
            _("Đơn vị hành chính cả nước"), columns, rows, empty=_("Không có đơn vị nào phù hợp.")
        ),
        "newer": page_url(kept, start=str(max(0, start - _PAGE))) if start else "",
        "older": page_url(kept, start=str(start + _PAGE)) if start + _PAGE < len(found) else "",
        "crumbs": (parts.Crumb(_("Đơn vị hành chính"), reverse("places:units")), parts.Crumb(_("Cả nước"))),
    }
    return render(request, "places/country.html", values)
