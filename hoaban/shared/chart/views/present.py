"""Who is where one is on duty, for the hours of the turn."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.shared.chart import queries
from hoaban.shared.chart.queries.banner import sex_word
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of


@needs("record.read:TREAT")
@require_safe
def present(request: HttpRequest) -> HttpResponse:
    """The list, the latest first; without a turn, that there is none."""
    now, after = clock.now(), request.GET.get("after", "")[:400]
    page = queries.present(actor=actor_of(request), now=now, after=after)
    values: dict[str, object] = {"place": ""}
    if page.duty:
        scope = Scope("duty", page.duty.facility_code)
        values = {
            "place": accounts.place_name(scope, clock.vietnam_day(now)),
            "until": formats.day_time(page.duty.ends_at),
            "table": _table(page.people),
            "older": f"?{urlencode({'after': page.next})}" if page.next else "",
            "newer": request.path if after else "",
        }
    return render(request, "chart/present.html", values)


def _table(people: tuple[queries.Present, ...]) -> parts.Table:
    """The department only where a visit names one: a check-in names none."""
    located = any(any(one.departments) for one in people)
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Ngày sinh"), "date"), parts.Column(_("Đến lúc"), "date"),
        *((parts.Column(_("Khoa")),) if located else ()),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                one.name or _("Chưa rõ tên"), head=True,
                url=reverse("chart:record", args=[one.person]) if one.person else "",
            ),
            parts.Cell(formats.partial_date(one.birth) if one.birth else "", note=sex_word(one.sex)),
            parts.Cell(formats.day_time(one.since) if one.since else "", note=one.reason),
            *((parts.Cell(", ".join(one.departments)),) if located else ()),
        )
        for one in people
    )  # fmt: skip
    return parts.Table(
        _("Người đang có mặt"), columns, rows, empty=_("Không ai có lượt khám, điều trị đang mở.")
    )
