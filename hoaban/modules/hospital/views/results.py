"""Results as they come: the pane of a visit, one result with its versions, and what somebody must be told of."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.fhir.results import Report
from hoaban.modules.hospital.queries import results as reading
from hoaban.modules.hospital.services import results as acting
from hoaban.modules.hospital.views import result_words as words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of

_KINDS = {acting.CRITICAL: "danger", acting.AMENDED: "warning", acting.WITHDRAWN: "danger"}


@needs(policies.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def pane(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The released results of a visit. Asked by htmx with the mark of what is shown, it answers only when something came."""
    actor, now = actor_of(request), clock.now()
    mark = reading.mark_of_results(actor=actor, visit=visit)
    if request.method == "POST":
        acting.acknowledge(actor=actor, visit=visit, now=now)
        return HttpResponseRedirect(request.path)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    inner = bool(request.headers.get("HX-Request"))
    found, banner = reading.see_visit_results(actor=actor, visit=visit, with_banner=not inner, now=now)
    notices = (
        [one for one in reading.list_notices(actor=actor, now=now) if one.visit == visit] if inner else []
    )
    values = {
        "banner": banner, "inner": inner, "address": request.path, "mark": mark,
        "extends": "hospital/inner.html" if inner else "ui/page.html",
        "results": [_result(visit, *one) for one in found], "unread": any(new for _work, _report, new in found) or bool(notices),
    }  # fmt: skip
    return render(request, "hospital/results.html", values)


@needs(policies.WORK)
@require_safe
def result(request: HttpRequest, visit: UUID, order: UUID) -> HttpResponse:
    """One result with all its versions."""
    actor, now = actor_of(request), clock.now()
    one, versions = reading.see_result(actor=actor, visit=visit, order=order, now=now)
    values = {
        "one": words.heading(one), "versions": [words.version(each) for each in versions],
        "crumbs": (parts.Crumb(_("Kết quả"), reverse("hospital:results", args=[visit])), parts.Crumb(one.name)),
    }  # fmt: skip
    return render(request, "hospital/result.html", values)


@needs(policies.ORDER)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the one who asks must know of: critical values, changed results, results of the wrong person."""
    found = reading.list_notices(actor=actor_of(request), now=clock.now())
    kinds = {
        acting.CRITICAL: _("Giá trị báo động"), acting.AMENDED: _("Kết quả đã sửa"),
        acting.WITHDRAWN: _("Kết quả ghi nhầm người, đã rút"),
    }  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                one.person.name if one.person else _("Chưa rõ danh tính"), note=one.number, head=True,
                url=reverse("hospital:results", args=[one.visit]),
            ),
            parts.Cell(one.name), parts.Cell("", badge=parts.Badge(kinds[one.kind], _KINDS[one.kind], "warning")),
            parts.Cell(formats.day_time(one.at)),
        )
        for one in found
    )  # fmt: skip
    columns = (
        parts.Column(_("Người bệnh")), parts.Column(_("Dịch vụ")), parts.Column(_("Cần biết")), parts.Column(_("Từ lúc"), "date"),
    )  # fmt: skip
    table = parts.Table(_("Kết quả cần xem ngay"), columns, rows, _("Không có kết quả nào cần xem ngay."))
    return render(request, "hospital/notices.html", {"table": table})


def _result(visit: UUID, one: reading.Work, report: Report, new: bool) -> dict[str, object]:
    return {
        **words.heading(one), "new": new, "by": report.by, "text": report.text,
        "issued": formats.day_time(report.issued) if report.issued else "",
        "table": words.table(report) if report.lines else None, "amended": one.versions > 1,
        "url": reverse("hospital:result", args=[visit, one.id]),
    }  # fmt: skip
