"""The facility's list of services: looked through, fetched as a spreadsheet, and brought in from one."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.connect import sheets
from hoaban.foundation.accounts.api import needs
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.forms.orders import ServiceListForm
from hoaban.modules.hospital.queries.offered import list_services
from hoaban.modules.hospital.rules.ordering import KINDS, Service
from hoaban.modules.hospital.rules.results import templates
from hoaban.modules.hospital.rules.service_columns import SHEET, columns, services_in
from hoaban.modules.hospital.services.offering import keep_services
from hoaban.ui import formats, parts
from hoaban.ui.faults import cell_faults
from hoaban.ui.forms import Pairs, actor_of, said, start_of, tell

_COUNT = 100
_LARGEST = 10 * 1024 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(policies.SERVICES)
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    """The list of a facility; a spreadsheet is first tried (all faults at once), then brought in."""
    actor = actor_of(request)
    mine = _facilities(actor)
    here = _chosen(request, mine)
    posted = request.method == "POST"
    form = ServiceListForm(
        request.POST if posted else None, request.FILES if posted else None,
        initial={"facility": here}, lists={"facility": mine},
    )  # fmt: skip
    faults: list[sheets.Fault] = []
    tried = ""
    if posted and form.is_valid():
        found, faults = _read(form)
        if not faults and not form.errors:
            if request.POST.get("act") == "keep":
                return _keep(request, form.cleaned_data["facility"], found)
            tried = _("Tệp có %s dòng, không có lỗi. Chọn lại tệp và bấm Ghi.") % formats.number(len(found))
    words, start = request.GET.get("q", "")[:100], start_of(request)
    today = clock.vietnam_day(clock.now())
    listed, total = list_services(facility_code=here, on=today, text=words, start=start, count=_COUNT)
    more = f"?facility={here}&q={words}&start="
    values = {
        "form": form, "here": here, "mine": mine, "words": words, "table": _table(listed), "tried": tried,
        "faults": cell_faults((one.place, one.title, said(one.message_vi, one.message_en)) for one in faults) if faults else None,
        "newer": f"{more}{start - _COUNT}" if start else "", "older": f"{more}{start + _COUNT}" if total > start + _COUNT else "",
        "total": total, "sheet_url": reverse("hospital:services-sheet") + f"?facility={here}",
    }  # fmt: skip
    return render(request, "hospital/services.html", values, status=400 if faults or form.errors else 200)


@needs(policies.SERVICES)
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The list of today as a spreadsheet, to be filled in and sent back."""
    here = _chosen(request, _facilities(actor_of(request)))
    today = clock.vietnam_day(clock.now())
    listed, _total = list_services(facility_code=here, on=today, count=20_000)
    content = sheets.write(columns(tuple(templates())), [_line(one) for one in listed], name=SHEET)
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="dich-vu.xlsx"'
    return answer


def _keep(request: HttpRequest, facility: str, found: list[Service]) -> HttpResponse:
    changed, same = keep_services(
        actor=actor_of(request), facility_code=facility, services=found, now=clock.now()
    )
    told = {"changed": formats.number(changed), "same": formats.number(same)}
    messages.success(request, _("Đã ghi %(changed)s dòng mới hoặc thay đổi; %(same)s dòng không đổi.") % told)
    return HttpResponseRedirect(f"{request.path}?facility={facility}")


def _read(form: ServiceListForm) -> tuple[list[Service], list[sheets.Fault]]:
    try:
        read = sheets.read(
            form.cleaned_data["file"].read(_LARGEST + 1), columns(tuple(templates())), name=SHEET
        )
    except Invalid as failure:
        tell(form, failure, at="file")
        return [], []
    return services_in(read)


def _facilities(actor: Actor) -> Pairs:
    today = clock.vietnam_day(clock.now())
    codes = policies.facilities_of(actor, policies.SERVICES)
    return [(code, found.name if (found := places.facility(code, today)) else code) for code in codes]


def _chosen(request: HttpRequest, mine: Pairs) -> str:
    asked = request.POST.get("facility") or request.GET.get("facility", "")
    codes = [code for code, _name in mine]
    return asked if asked in codes else (codes[0] if codes else "")


def _table(listed: list[Service]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.vi, note=one.code, head=True), parts.Cell(said(*KINDS[one.kind])),
            parts.Cell(formats.money(one.price)),
            parts.Cell(formats.money(one.insured_price) if one.insured_price is not None else ""),
            parts.Cell(one.template), parts.Cell(formats.day(one.period.start) if one.period.start else ""),
        )
        for one in listed
    )  # fmt: skip
    columns_ = (
        parts.Column(_("Dịch vụ")), parts.Column(_("Loại")), parts.Column(_("Giá"), "number"),
        parts.Column(_("Giá BHYT"), "number"), parts.Column(_("Mẫu kết quả")), parts.Column(_("Áp dụng từ"), "date"),
    )  # fmt: skip
    return parts.Table(_("Dịch vụ của cơ sở"), columns_, rows, _("Chưa có dịch vụ nào."))


def _line(one: Service) -> dict[str, sheets.Value]:
    return {
        "code": one.code, "vi": one.vi, "kind": one.kind.value, "price": one.price, "insured_price": one.insured_price,
        "template": one.template or None, "specimen": one.specimen or None, "point_code": one.point_code or None,
        "repeat_days": Decimal(one.repeat_days), "start": one.period.start, "end": one.period.end,
    }  # fmt: skip
