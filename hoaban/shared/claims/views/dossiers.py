"""The dossiers that were sent, and one of them with all that is known about its way."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.shared.claims import queries
from hoaban.shared.claims.forms import DossierFilter
from hoaban.shared.claims.views import words
from hoaban.ui import formats, parts

NEEDS = "claims.read"
_PAGE = 50
_KINDS = {
    "diagnosis": lazy("Chẩn đoán"),
    "medicine": lazy("Thuốc được kê"),
    "dispense": lazy("Thuốc đã cấp"),
    "procedure": lazy("Thủ thuật, phẫu thuật"),
    "order": lazy("Chỉ định"),
    "specimen": lazy("Mẫu bệnh phẩm"),
    "result": lazy("Kết quả"),
    "report": lazy("Phiếu kết quả"),
    "note": lazy("Giấy tờ"),
    "claim": lazy("Đề nghị thanh toán"),
    "visit": lazy("Lượt khám"),
    "other": lazy("Dữ kiện khác"),
}


@needs(NEEDS)
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """Every dossier as it was sent, newest first, narrowed by the form."""
    actor = words.actor_of(request)
    names = places.facility_names(clock.vietnam_day(clock.now()))
    readable = queries.readable_facilities(actor)
    shown = {code: name for code, name in names.items() if readable is None or code in readable}
    form = DossierFilter(request.GET, facilities=sorted(shown.items()))
    if not form.is_valid():
        return render(request, "claims/dossiers.html", {"form": form, "crumbs": _crumbs()}, status=400)
    start = words.start_of(request)
    page = queries.list_deliveries(actor=actor, wanted=form.wanted(), start=start, count=_PAGE)
    older = start + _PAGE < page.total
    values = {
        "form": form,
        "crumbs": _crumbs(),
        "table": _table(_("Hồ sơ đã gửi"), page.deliveries, names),
        "total": page.total,
        "told": formats.number(page.total),
        "too_many": page.too_many,
        "newer": words.page_url(**{**form.given(), "start": max(0, start - _PAGE)}) if start else "",
        "older": words.page_url(**{**form.given(), "start": start + _PAGE}) if older else "",
    }
    return render(request, "claims/dossiers.html", values)


@needs(NEEDS)
@require_safe
def dossier(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One dossier: what was sent, when, in which batch, what was found, what it replaced and withdrew."""
    page = queries.find_dossier(actor=words.actor_of(request), ref=ref)
    names = places.facility_names(clock.vietnam_day(clock.now()))
    english = words.is_english(request)
    findings = tuple(words.placed(one, english=english) for one in page.findings)
    values = {
        "sent": page.sent,
        "pairs": _sent(page.sent, names),
        "findings": parts.Table(
            _("Các phát hiện"), words.finding_columns(), findings, empty=_("Không có phát hiện nào.")
        ),
        "more_findings": page.more_findings,
        "deliveries": _table(_("Các lần gửi của lượt khám này"), page.deliveries, names, current=ref),
        "standing": page.standing,
        **(_in_force(page.standing, ref) if page.standing else {}),
        "crumbs": (*_crumbs(), parts.Crumb(page.sent.ma_lk or _("Hồ sơ không có MA_LK"))),
    }
    return render(request, "claims/dossier.html", values)


@needs(NEEDS)
@require_safe
def original(request: HttpRequest, ref: UUID, version: int) -> HttpResponse:
    """A version of the original, as it was received, to keep."""
    found = queries.find_original(actor=words.actor_of(request), ref=ref, version=version)
    response = HttpResponse(found.content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{found.digest[:16]}.xml"'
    return response


def _crumbs() -> tuple[parts.Crumb, ...]:
    return (
        parts.Crumb(_("Hồ sơ BHYT"), reverse("claims:batches")),
        parts.Crumb(_("Hồ sơ đã gửi"), reverse("claims:dossiers")),
    )


def _table(
    caption: str,
    deliveries: tuple[queries.Delivery, ...],
    names: dict[str, str],
    *,
    current: UUID | None = None,
) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                one.ma_lk or _("không có MA_LK"),
                url="" if one.ref == current else reverse("claims:dossier", args=[one.ref]),
                note=_("lần gửi đang xem") if one.ref == current else "",
                head=True,
            ),
            parts.Cell(one.facility_code, note=names.get(one.facility_code, "")),
            parts.Cell(
                formats.day_time(one.received_at),
                url=reverse("claims:batch", args=[one.batch]) if one.batch else "",
            ),
            parts.Cell("", badge=words.verdict(one.verdict)),
            parts.Cell("", badge=words.outcome(one.outcome)),
            parts.Cell(formats.number(one.errors)),
            parts.Cell(formats.number(one.warnings)),
        )
        for one in deliveries
    )
    columns = (
        parts.Column("MA_LK"), parts.Column(_("Cơ sở")), parts.Column(_("Nhận lúc"), "date"), parts.Column(_("Kết luận")),
        parts.Column(_("Xử lý")), parts.Column(_("Lỗi"), "number"), parts.Column(_("Cảnh báo"), "number"),
    )  # fmt: skip
    return parts.Table(caption, columns, rows, empty=_("Không có hồ sơ nào phù hợp."))


def _sent(sent: queries.Delivery, names: dict[str, str]) -> tuple[parts.Pair, ...]:
    batch = reverse("claims:batch", args=[sent.batch]) if sent.batch else ""
    return (
        parts.Pair(_("Cơ sở"), sent.facility_code, note=names.get(sent.facility_code, "")),
        parts.Pair("MA_LK", sent.ma_lk),
        parts.Pair(_("Nhận lúc"), formats.day_time(sent.received_at)),
        parts.Pair(_("Gửi qua"), words.source(sent.source), url=batch, note=_("mở lô") if batch else ""),
        parts.Pair(_("Kết luận"), words.verdict(sent.verdict).text),
        parts.Pair(_("Xử lý"), words.outcome(sent.outcome).text),
    )


def _in_force(standing: queries.Standing, ref: UUID) -> dict[str, object]:
    chart = reverse("chart:visit", args=[standing.person, standing.visit]) if standing.person else ""
    pairs = (
        parts.Pair(_("Bản thứ"), formats.number(standing.revision)),
        parts.Pair(_("Quyết định"), standing.level),
        parts.Pair(_("Kết luận"), words.verdict(standing.verdict).text),
        parts.Pair(_("Vào"), formats.day_time(standing.visit_start)),
        parts.Pair(
            _("Ra"), formats.day_time(standing.visit_end) if standing.is_finished else _("mới có check-in")
        ),
        parts.Pair(_("Nhận lần đầu"), formats.day_time(standing.received_at)),
        parts.Pair(_("Đổi lần cuối"), formats.day_time(standing.changed_at)),
    )
    return {"standing_pairs": pairs, "chart_url": chart, "versions": _versions(standing, ref)}


def _versions(standing: queries.Standing, ref: UUID) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(formats.day_time(one.at), head=True),
            parts.Cell(formats.number(one.facts)),
            parts.Cell(_withdrawn(one)),
            parts.Cell(
                _("tải bản gốc") if one.number else "",
                url=reverse("claims:dossier-original", args=[ref, one.number]) if one.number else "",
            ),
        )
        for one in standing.versions
    )
    columns = (
        parts.Column(_("Nhận lúc"), "date"), parts.Column(_("Số dữ kiện"), "number"), parts.Column(_("Đã rút")),
        parts.Column(_("Bản gốc")),
    )  # fmt: skip
    return parts.Table(_("Các bản của hồ sơ"), columns, rows)


def _withdrawn(version: queries.Version) -> str:
    """What a version took back, in words."""
    if not version.withdrawn_count:
        return _("không rút gì")
    named = [
        f"{_KINDS[one.kind]}: {one.title}" if one.title else str(_KINDS[one.kind])
        for one in version.withdrawn
    ]
    rest = version.withdrawn_count - len(named)
    more = [_("và %s dữ kiện khác") % formats.number(rest)] if rest else []
    return "; ".join([*named, *more])
