"""People referred to where one works, while the referral opens their record."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.chart import queries
from hoaban.shared.chart.queries.banner import sex_word
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of


@needs("record.read:TREAT")
@require_safe
def referred(request: HttpRequest) -> HttpResponse:
    """The list, the latest first."""
    on, after = clock.vietnam_day(clock.now()), request.GET.get("after", "")[:400]
    page = queries.referred(actor=actor_of(request), on=on, after=after)
    rows = tuple(
        (
            parts.Cell(
                one.name or _("Chưa rõ tên"), head=True,
                url=reverse("chart:record", args=[one.person]) if one.person else "",
            ),
            parts.Cell(formats.partial_date(one.birth) if one.birth else "", note=sex_word(one.sex)),
            parts.Cell(one.from_facility, note=one.reason),
            parts.Cell(formats.day(one.written_on)),
            parts.Cell(formats.day(one.until)),
        )
        for one in page.people
    )  # fmt: skip
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Ngày sinh"), "date"), parts.Column(_("Chuyển từ")),
        parts.Column(_("Ngày chuyển"), "date"), parts.Column(_("Mở hồ sơ đến hết ngày"), "date"),
    )  # fmt: skip
    values = {
        "table": parts.Table(_("Người được chuyển đến"), columns, rows, empty=_("Không có giấy chuyển nào còn hạn.")),
        "older": f"?{urlencode({'after': page.next})}" if page.next else "",
        "newer": request.path if after else "",
    }  # fmt: skip
    return render(request, "chart/referred.html", values)
