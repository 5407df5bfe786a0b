"""Which facility lacks whom: today, and some years on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import policies
from hoaban.foundation.workforce.forms import CoverageFilter, worded
from hoaban.foundation.workforce.queries import coverage as queries
from hoaban.foundation.workforce.queries import duties
from hoaban.foundation.workforce.rules import lists
from hoaban.foundation.workforce.views import words
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, page_url, said, start_of

_YEARS = (1, 3, 5)
_PAGE = 50
"""Rows of a page, of both tables alike."""


@needs(policies.READ)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Facility by profession: who works with a valid licence, against what the facility should have."""
    actor, on = actor_of(request), words.today()
    form = CoverageFilter(request.GET, lists=_choices())
    if not form.is_valid():
        return render(request, "workforce/coverage.html", {"form": form}, status=400)
    given, start = form.cleaned_data, start_of(request)
    covers = queries.list_coverage(actor=actor, on=on, kind=given["kind"], profession=given["profession"])
    lacking = [one for one in covers if one.lacking]
    told = lacking if given["lacking"] else covers
    longest = len(told)
    values = {
        "form": form,
        "table": _table(told[start : start + _PAGE]),
        "lacking": len({one.facility.code for one in lacking}),
        "told": formats.number(len({one.facility.code for one in lacking})),
    }
    if given["years"]:
        until = duties.in_years(on, int(given["years"]))
        found = queries.list_forecast(actor=actor, on=on, until=until, kind=given["kind"])
        shown = [
            one
            for one in found
            if (one.lacking or not given["lacking"]) and given["profession"] in {"", one.cover.profession}
        ]
        longest = max(longest, len(shown))
        values |= {"forecast": _forecast(shown[start : start + _PAGE]), "until": formats.day(until)}
    values |= {
        "newer": page_url(given, start=str(max(0, start - _PAGE))) if start else "",
        "older": page_url(given, start=str(start + _PAGE)) if start + _PAGE < longest else "",
    }
    return render(request, "workforce/coverage.html", values)


def _choices() -> dict[str, list[tuple[str, str]]]:
    licensed = [one for one in lists.professions().values() if one.is_licensed]
    return {
        "kind": [(one.code, said(one.vi, one.en)) for one in places.facility_kinds().values()],
        "profession": worded(licensed),
        "years": [(str(years), _("đến hết %s năm nữa") % years) for years in _YEARS],
    }


def _table(covers: list[queries.Cover]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.facility.name, note=words.facility_kind(one.facility.kind), head=True),
            parts.Cell(words.profession(one.profession)),
            parts.Cell(formats.number(one.working), url=_staff_url(one) if one.working else ""),
            parts.Cell(formats.number(one.licensed)),
            parts.Cell(formats.number(one.needed)),
            parts.Cell("", badge=_lack(one.lacking)),
        )
        for one in covers
    )
    columns = (
        parts.Column(_("Cơ sở")), parts.Column(_("Chức danh")), parts.Column(_("Đang làm việc"), "number"),
        parts.Column(_("Có giấy phép còn hiệu lực"), "number"), parts.Column(_("Cần có"), "number"), parts.Column(_("Thiếu")),
    )  # fmt: skip
    return parts.Table(_("Nhân lực có giấy phép theo cơ sở"), columns, rows, empty=_("Không nơi nào thiếu."))


def _staff_url(one: queries.Cover) -> str:
    given = {"facility": one.facility.code, "profession": one.profession}
    return f"{reverse('workforce:staff')}?{urlencode(given)}"


def _lack(count: int) -> parts.Badge:
    if not count:
        return parts.Badge(_("đủ"), "success")
    return parts.Badge(_("thiếu %s") % formats.number(count), "danger")


def _forecast(found: list[queries.Forecast]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.cover.facility.name, head=True),
            parts.Cell(words.profession(one.cover.profession)),
            parts.Cell(formats.number(one.cover.licensed)),
            parts.Cell(formats.number(one.retiring)),
            parts.Cell(formats.number(one.ending)),
            parts.Cell(formats.number(one.remaining)),
            parts.Cell("", badge=_lack(one.lacking)),
        )
        for one in found
    )
    columns = (
        parts.Column(_("Cơ sở")), parts.Column(_("Chức danh")), parts.Column(_("Hiện có"), "number"),
        parts.Column(_("Đủ tuổi nghỉ hưu"), "number"), parts.Column(_("Giấy phép hết hạn"), "number"),
        parts.Column(_("Còn lại"), "number"), parts.Column(_("Thiếu")),
    )  # fmt: skip
    return parts.Table(_("Dự báo nhân lực"), columns, rows, empty=_("Không nơi nào thiếu."))
