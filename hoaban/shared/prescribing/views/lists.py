"""A facility's drug list: look, send in, see what it would change, apply, take out; how alerts are taken."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.prescribing import policies
from hoaban.shared.prescribing.forms import DrugListForm
from hoaban.shared.prescribing.queries import drugs, reports
from hoaban.shared.prescribing.queries.drugs import ListDifference, Waiting
from hoaban.shared.prescribing.rules import drug_list, knowledge
from hoaban.shared.prescribing.rules import words as rule_words
from hoaban.shared.prescribing.rules.shapes import Drug
from hoaban.shared.prescribing.services import drug_lists
from hoaban.shared.prescribing.views import words
from hoaban.ui import formats, parts
from hoaban.ui.faults import cell_faults
from hoaban.ui.forms import Pairs, actor_of, page_url, said, start_of, tell

_PAGE, _SHOWN, _LARGEST = 50, 300, 10 * 1024 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REPORT_DAYS = 90


@needs(policies.LISTS)
@require_safe
def drug_page(request: HttpRequest) -> HttpResponse:
    """The drugs of a facility that hold today."""
    actor, on = actor_of(request), clock.vietnam_day(clock.now())
    choices = _facilities(actor)
    code = request.GET.get("facility") or (choices[0][0] if choices else "")
    text, start = request.GET.get("q", "")[:200], start_of(request)
    found, total = (
        drugs.list_drugs(actor=actor, facility_code=code, on=on, text=text, start=start, count=_PAGE)
        if code
        else ([], 0)
    )
    asked = {"facility": code, "q": text}
    values = {
        "table": _drugs(found), "total": formats.number(total), "choices": choices, "facility": code, "text": text,
        "older": page_url(asked, start=str(start + _PAGE)) if start + _PAGE < total else "",
        "newer": page_url(asked, start=str(max(0, start - _PAGE))) if start else "",
        "export": reverse("prescribing:export") + page_url({"facility": code}),
    }  # fmt: skip
    return render(request, "prescribing/drugs.html", values)


@needs(policies.LISTS)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list of a facility, to be filled in and sent back."""
    actor, now = actor_of(request), clock.now()
    choices = _facilities(actor)
    code = request.GET.get("facility") or (choices[0][0] if choices else "")
    content = drug_lists.export_drugs(actor=actor, facility_code=code, on=clock.vietnam_day(now), now=now)
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="danh-muc-thuoc.xlsx"'
    return answer


@needs(policies.LISTS)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Send a list in; those that wait to be applied."""
    actor, today = actor_of(request), clock.vietnam_day(clock.now())
    form = DrugListForm(
        request.POST or None,
        request.FILES or None,
        lists={"facility": _facilities(actor)},
        initial={"valid_from": today},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft = drug_lists.send_drugs(
                actor=actor, facility_code=given["facility"], file_name=given["file"].name,
                content=given["file"].read(_LARGEST + 1), valid_from=given["valid_from"], now=clock.now(),
            )  # fmt: skip
        except Invalid as failure:
            tell(form, failure, at="" if failure.place in form.fields else "file")
        else:
            return redirect("prescribing:list", draft=draft)
    values = {
        "form": form, "waiting": _waiting(drugs.list_waiting(actor=actor)), "crumbs": _crumbs(_("Gửi danh mục")),
    }  # fmt: skip
    return render(request, "prescribing/send.html", values, status=400 if form.errors else 200)


@needs(policies.LISTS)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What a list would change; then apply it."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            done = drug_lists.apply_drugs(actor=actor, draft=draft, now=clock.now())
        except (Conflict, Invalid) as failure:
            messages.error(request, said(failure.message_vi, failure.message_en))
            return redirect("prescribing:list", draft=draft)
        messages.success(
            request,
            _("Danh mục đã áp dụng: %(new)s thuốc mới, %(changed)s thuốc đổi, %(ending)s thuốc ngừng.")
            % {
                "new": formats.number(done.count("new")), "changed": formats.number(done.count("changed")),
                "ending": formats.number(len(done.ending)),
            },
        )  # fmt: skip
        return redirect("prescribing:drugs")
    found = drugs.see_list(actor=actor, draft=draft)
    values = {
        "file_name": found.waiting.file_name, "valid_from": formats.day(found.waiting.valid_from), "tiles": _tiles(found),
        "facility": dict(_facilities(actor)).get(found.waiting.facility_code, found.waiting.facility_code),
        "faults": cell_faults((one.place, one.title, said(one.message_vi, one.message_en)) for one in found.faults[:_SHOWN])
        if found.faults else None,
        "changes": _changes(found), "ending": _drugs(found.ending[:_SHOWN], _("Ngừng từ ngày ấy")),
        "may_apply": not found.faults and bool(found.count("new") + found.count("changed") + len(found.ending)),
        "crumbs": _crumbs(found.waiting.file_name),
    }  # fmt: skip
    return render(request, "prescribing/list.html", values)


@needs(policies.LISTS)
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """How often each alert was shown and heeded in the last ninety days."""
    actor, last = actor_of(request), clock.vietnam_day(clock.now())
    first = last - timedelta(days=_REPORT_DAYS)
    found = reports.alerts_taken(actor=actor, first=first, last=last)
    given = reports.reasons_given(actor=actor, first=first, last=last)
    rows = tuple(
        (
            parts.Cell(one.rule, badge=_voice(interrupts=one.interrupts), head=True), parts.Cell(_kind(one.kind)),
            parts.Cell(formats.number(one.shown)), parts.Cell(formats.number(one.heeded)),
            parts.Cell(formats.number(one.passed_over)),
            parts.Cell(f"{one.acceptance}%" if one.acceptance is not None else "—"),
        )
        for one in found
    )  # fmt: skip
    columns = (
        parts.Column(_("Cảnh báo")), parts.Column(_("Loại")), parts.Column(_("Đã hiện"), "number"),
        parts.Column(_("Nghe theo"), "number"), parts.Column(_("Bỏ qua"), "number"), parts.Column(_("Tỷ lệ nghe theo"), "number"),
    )  # fmt: skip
    why = tuple(
        (
            parts.Cell(said(*knowledge.override_reasons().get(code, (code, code))), head=True),
            parts.Cell(formats.number(count)),
        )
        for code, count in given.items()
    )
    values = {
        "table": parts.Table(_("Cảnh báo khi kê đơn"), columns, rows, empty=_("Chưa có cảnh báo nào.")),
        "reasons": parts.Table(
            _("Lý do bỏ qua"), (parts.Column(_("Lý do")), parts.Column(_("Số lần"), "number")), why,
            empty=_("Chưa có cảnh báo nào bị bỏ qua."),
        ),
        "first": formats.day(first), "last": formats.day(last), "source": said(*knowledge.SOURCE),
    }  # fmt: skip
    return render(request, "prescribing/alerts.html", values)


def _facilities(actor: Actor) -> Pairs:
    kept, names = policies.facilities_kept(actor), places.facility_names(clock.vietnam_day(clock.now()))
    return sorted((code, name) for code, name in names.items() if kept is None or code in kept)


def _drugs(found: list[Drug] | tuple[Drug, ...], caption: str = "") -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.name, note=one.code, badge=words.control_badge(one.control), head=True),
            parts.Cell("; ".join(one.ingredients)), parts.Cell(one.strength), parts.Cell(one.unit),
            parts.Cell(_route(one.route)), parts.Cell(one.registration), parts.Cell(one.stock),
        )
        for one in found
    )  # fmt: skip
    columns = (
        parts.Column(_("Tên thuốc")), parts.Column(_("Hoạt chất")), parts.Column(_("Hàm lượng")), parts.Column(_("Đơn vị")),
        parts.Column(_("Đường dùng")), parts.Column(_("Số đăng ký")), parts.Column(_("Tồn kho")),
    )  # fmt: skip
    return parts.Table(caption or _("Thuốc của cơ sở"), columns, rows, empty=_("Không có thuốc nào."))


def _route(key: str) -> str:
    found = rule_words.routes().get(key)
    return said(found.vi, found.en) if found else key


def _waiting(found: list[Waiting]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.file_name, url=reverse("prescribing:list", args=[one.id]), head=True),
            parts.Cell(formats.day(one.valid_from)), parts.Cell(formats.day_time(one.sent_at)),
        )
        for one in found
    )  # fmt: skip
    columns = (
        parts.Column(_("Tệp")),
        parts.Column(_("Áp dụng từ ngày"), "date"),
        parts.Column(_("Gửi lúc"), "date"),
    )
    return parts.Table(_("Danh mục chờ áp dụng"), columns, rows, empty=_("Không có danh mục nào đang chờ."))


def _tiles(found: ListDifference) -> tuple[parts.Tile, ...]:
    return (
        parts.Tile(_("thuốc mới"), formats.number(found.count("new"))),
        parts.Tile(_("thuốc đổi"), formats.number(found.count("changed"))),
        parts.Tile(_("không đổi"), formats.number(found.count("unchanged"))),
        parts.Tile(_("thuốc ngừng"), formats.number(len(found.ending))),
        parts.Tile(_("lỗi"), formats.number(len(found.faults))),
    )


def _changes(found: ListDifference) -> parts.Table:
    titles = {one.key: said(one.title_vi, one.title_en) for one in drug_list.list_columns()}
    told = [one for one in found.changes if one.kind != "unchanged" or one.row.doubts][:_SHOWN]
    rows = tuple(
        (
            parts.Cell(formats.number(one.row.line), head=True), parts.Cell(one.row.drug.name, note=one.row.drug.code),
            parts.Cell(_fields(one, titles)),
            parts.Cell("; ".join(said(*doubt) for doubt in one.row.doubts)),
        )
        for one in told
    )  # fmt: skip
    columns = (
        parts.Column(_("Dòng"), "number"), parts.Column(_("Tên thuốc")), parts.Column(_("Thay đổi")), parts.Column(_("Lưu ý")),
    )  # fmt: skip
    return parts.Table(_("Sẽ thay đổi"), columns, rows, empty=_("Danh mục giống danh mục hiện có."))


def _fields(one: drug_list.Change, titles: dict[str, str]) -> str:
    if one.kind == "new":
        return _("mới")
    return "; ".join(f"{titles[key]}: {old or '—'} → {new or '—'}" for key, old, new in one.fields)


def _voice(*, interrupts: bool) -> parts.Badge:
    return parts.Badge(_("phải ghi lý do"), "danger") if interrupts else parts.Badge(_("nhắc"), "neutral")


def _kind(kind: str) -> str:
    return {
        "allergy": _("dị ứng"), "interaction": _("tương tác thuốc"), "duplicate": _("trùng thuốc"), "dose": _("liều"),
        "age": _("tuổi"), "kidney": _("chức năng thận"), "pregnancy": _("thai, cho bú"), "disease": _("bệnh kèm"),
        "supply": _("số ngày cấp thuốc"),
    }.get(kind, kind)  # fmt: skip


def _crumbs(last: str) -> tuple[parts.Crumb, ...]:
    return parts.Crumb(_("Danh mục thuốc"), reverse("prescribing:drugs")), parts.Crumb(last)
