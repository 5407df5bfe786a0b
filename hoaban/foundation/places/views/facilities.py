"""The list of facilities, one facility with its history, the map, and permits that end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hoaban.foundation.places import policies
from hoaban.foundation.places.forms import FacilityFilter, FamilyFilter, KindFilter
from hoaban.foundation.places.queries import communes, facilities, facility_files
from hoaban.foundation.places.queries import maps as shapes_of
from hoaban.foundation.places.rules import kinds
from hoaban.foundation.places.rules.shapes import Facility
from hoaban.foundation.places.views import words
from hoaban.kernel.guard import needs
from hoaban.ui import formats, maps, parts
from hoaban.ui.forms import actor_of, page_url, said

_PAGE = 50


@needs(policies.READ)
@require_safe
def facility_list(request: HttpRequest) -> HttpResponse:
    """The facilities of a day, narrowed by the form."""
    on = words.today()
    form = FacilityFilter(request.GET, lists=words.choices(on))
    keeps = policies.may_manage(actor_of(request))
    if not form.is_valid():
        return render(request, "places/facilities.html", {"form": form, "keeps": keeps}, status=400)
    wanted = form.wanted(on)
    start = _start(request)
    page = facility_files.list_facilities(wanted=wanted, start=start, count=_PAGE)
    given = form.cleaned_data
    values = {
        "form": form,
        "keeps": keeps,
        "table": _table(page, wanted),
        "total": page.total,
        "told": formats.number(page.total),
        "newer": page_url(given, start=str(max(0, start - _PAGE))) if start else "",
        "older": page_url(given, start=str(start + _PAGE)) if start + _PAGE < page.total else "",
    }
    return render(request, "places/facilities.html", values)


def _start(request: HttpRequest) -> int:
    text = request.GET.get("start", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _table(page: facility_files.FacilityPage, wanted: facility_files.WantedFacilities) -> parts.Table:
    names = facilities.facility_names(wanted.on)
    rows = tuple(
        (
            parts.Cell(
                one.name_on(wanted.on),
                url=reverse("places:facility", args=[one.code]),
                note=one.code,
                head=True,
            ),
            parts.Cell(words.kind(one.kind), note=words.paired(kinds.OWNERS, one.owner)),
            parts.Cell(words.commune(one.commune_code, wanted.on)),
            parts.Cell(names.get(one.parent_code, one.parent_code)),
            parts.Cell(
                words.paired(kinds.LEVELS, one.level), note=formats.number(one.points) if one.points else ""
            ),
            parts.Cell(formats.number(one.beds) if one.beds is not None else ""),
        )
        for one in page.facilities
    )
    columns = (
        parts.Column(_("Cơ sở")), parts.Column(_("Loại cơ sở")), parts.Column(_("Xã, phường")),
        parts.Column(_("Đơn vị cấp trên")), parts.Column(_("Cấp chuyên môn")), parts.Column(_("Giường kế hoạch"), "number"),
    )  # fmt: skip
    return parts.Table(_("Cơ sở y tế"), columns, rows, empty=_("Không có cơ sở nào phù hợp."))


@needs(policies.READ)
@require_safe
def facility_map(request: HttpRequest) -> HttpResponse:
    """How many facilities of a kind each commune has; those whose point is known are dots where boundaries are loaded."""
    on = words.today()
    form = KindFilter(request.GET, lists=words.choices(on))
    if not form.is_valid():
        return render(request, "places/map.html", {"form": form}, status=400)
    kind = form.cleaned_data["kind"]
    found = facilities.facilities(on, kind=kind or None)
    counted: dict[str, int] = {}
    for one in found:
        counted[one.commune_code] = counted.get(one.commune_code, 0) + 1
    figures = {
        unit.code: maps.Figure(
            count := counted.get(unit.code, 0),
            ngettext("%(count)s cơ sở", "%(count)s cơ sở", count) % {"count": formats.number(count)},
            url=f"{reverse('places:facilities')}?{urlencode({'commune': unit.code, 'kind': kind})}",
        )
        for unit in communes.communes(on)
    }
    known = facility_files.points(on, kind=kind)
    spots = shapes_of.spots(on, [(lon, lat) for _one, lat, lon in known])
    marks = tuple(maps.Mark(one.name, x, y) for (one, _lat, _lon), (x, y) in zip(known, spots, strict=False))
    view = maps.paint(
        title=_("Cơ sở y tế theo xã, phường"), shape=shapes_of.province_shape(on), figures=figures,
        none_text=_("Chưa ghi nhận"), marks=marks,
    )  # fmt: skip
    return render(
        request, "places/map.html", {"form": form, "map": view, "known": known, "points": _points(known)}
    )


def _points(known: list[tuple[Facility, float, float]]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.name, url=reverse("places:facility", args=[one.code]), head=True),
            parts.Cell(words.kind(one.kind)),
            parts.Cell(f"{lat:.5f}, {lon:.5f}"),
        )
        for one, lat, lon in known
    )
    columns = (parts.Column(_("Cơ sở")), parts.Column(_("Loại cơ sở")), parts.Column(_("Vĩ độ, kinh độ")))
    return parts.Table(_("Cơ sở đã có vị trí"), columns, rows, empty=_("Chưa cơ sở nào có vị trí."))


@needs(policies.READ)
@require_safe
def renewals(request: HttpRequest) -> HttpResponse:
    """Permits that end soon or have ended, and what facilities lack; the most urgent first."""
    families = {"care": _("Khám bệnh, chữa bệnh"), "drug": _("Dược")}
    form = FamilyFilter(request.GET, lists={"family": [(code, str(word)) for code, word in families.items()]})
    if not form.is_valid():
        return render(request, "places/renewals.html", {"form": form}, status=400)
    found = facility_files.list_to_renew(words.today(), family=form.cleaned_data["family"])
    start = _start(request)
    rows = tuple(
        (
            parts.Cell(
                one.facility.name, url=reverse("places:facility", args=[one.facility.code]), head=True
            ),
            parts.Cell(words.kind(one.facility.kind)),
            parts.Cell(
                one.permit.number if one.permit else "",
                note=words.permit(one.permit.kind) if one.permit else "",
            ),
            parts.Cell(words.day(one.permit.valid_until) if one.permit else "", badge=_days(one.days)),
            parts.Cell("", note=" ".join(said(vi, en) for _key, vi, en in one.lacking)),
        )
        for one in found[start : start + _PAGE]
    )
    columns = (
        parts.Column(_("Cơ sở")), parts.Column(_("Loại cơ sở")), parts.Column(_("Giấy phép")),
        parts.Column(_("Có giá trị đến")), parts.Column(_("Còn thiếu")),
    )  # fmt: skip
    values = {
        "form": form,
        "table": parts.Table(
            _("Giấy phép cần xem lại"), columns, rows, empty=_("Không có giấy phép nào cần xem lại.")
        ),
        "newer": page_url(form.cleaned_data, start=str(max(0, start - _PAGE))) if start else "",
        "older": page_url(form.cleaned_data, start=str(start + _PAGE)) if start + _PAGE < len(found) else "",
    }
    return render(request, "places/renewals.html", values)


def _days(days: int | None) -> parts.Badge | None:
    if days is None:
        return None
    if days < 0:
        return parts.Badge(_("đã qua %s ngày") % formats.number(-days), "danger")
    return parts.Badge(_("còn %s ngày") % formats.number(days), "warning")
