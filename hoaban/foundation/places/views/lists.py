"""A list of facilities: fetch it, send it in, see what it would change, apply it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.connect import sheets
from hoaban.foundation.places import policies
from hoaban.foundation.places.forms import FacilityListForm
from hoaban.foundation.places.queries import comparing
from hoaban.foundation.places.rules import facility_columns, facility_list, kinds
from hoaban.foundation.places.services import listing
from hoaban.foundation.places.views import words
from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.faults import cell_faults
from hoaban.ui.forms import actor_of, said, tell

_METHODS = ["GET", "HEAD", "POST"]
_SHOWN = 300
_LARGEST = 10 * 1024 * 1024
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def lists(request: HttpRequest) -> HttpResponse:
    """Send a list in; those that wait to be applied."""
    form = FacilityListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(_LARGEST + 1)
            draft = listing.send_facilities(
                actor=actor_of(request), file_name=file.name, content=content, now=clock.now()
            )
        except Invalid as failure:
            tell(form, failure, at="file")
        else:
            return redirect("places:list", draft=draft)
    rows = tuple(
        (
            parts.Cell(name, url=reverse("places:list", args=[draft]), head=True),
            parts.Cell(formats.day_time(sent_at)),
        )
        for draft, name, sent_at in comparing.list_drafts()
    )
    columns = (parts.Column(_("Tệp")), parts.Column(_("Gửi lúc"), "date"))
    waiting = parts.Table(
        _("Danh sách chờ áp dụng"), columns, rows, empty=_("Không có danh sách nào đang chờ.")
    )
    crumbs = (parts.Crumb(_("Cơ sở y tế"), reverse("places:facilities")), parts.Crumb(_("Danh sách cơ sở")))
    values = {"form": form, "waiting": waiting, "crumbs": crumbs}
    return render(request, "places/lists.html", values, status=400 if form.errors else 200)


@needs(policies.READ)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The facilities of today (of a kind) as a spreadsheet, to be filled in and sent back."""
    kind = request.GET.get("kind", "")
    content = comparing.export(on=words.today(), kind=kind if kind in kinds.facility_kinds() else "")
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="co-so.xlsx"'
    return response


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The dry run of a list: line by line what it would change; then apply it."""
    if request.method == "POST":
        shown = request.POST.get("shown", "")
        done = listing.apply_facilities(actor=actor_of(request), draft=draft, shown=shown, now=clock.now())
        told = {"new": formats.number(done.count("new")), "changed": formats.number(done.count("changed"))}
        messages.success(request, _("Đã ghi %(new)s cơ sở mới, sửa %(changed)s cơ sở.") % told)
        return redirect("places:lists")
    found = comparing.find_draft(draft=draft, on=words.today())
    difference = found.difference
    values = {
        "draft": found,
        "tiles": _tiles(difference),
        "faults": _faults(difference.faults),
        "changes": _changes(difference),
        "more": len(difference.changes) - difference.count("unchanged") > _SHOWN,
        "may_apply": not difference.faults and difference.count("unchanged") < len(difference.changes),
        "crumbs": (parts.Crumb(_("Danh sách cơ sở"), reverse("places:lists")), parts.Crumb(found.file_name)),
    }
    return render(request, "places/list.html", values)


def _tiles(found: comparing.Difference) -> tuple[parts.Tile, ...]:
    return (
        parts.Tile(_("cơ sở mới"), formats.number(found.count("new"))),
        parts.Tile(_("cơ sở thay đổi"), formats.number(found.count("changed"))),
        parts.Tile(_("không đổi"), formats.number(found.count("unchanged"))),
        parts.Tile(_("lỗi"), formats.number(len(found.faults))),
    )


def _faults(faults: tuple[sheets.Fault, ...]) -> parts.Table:
    return cell_faults(
        (one.place, one.title, said(one.message_vi, one.message_en)) for one in faults[:_SHOWN]
    )


def _changes(found: comparing.Difference) -> parts.Table:
    titles = {one.key: said(one.title_vi, one.title_en) for one in facility_columns.columns()}
    shown = [one for one in found.changes if one.kind != "unchanged" or one.doubts][:_SHOWN]
    rows = tuple(
        (
            parts.Cell(formats.number(one.row.number), head=True),
            parts.Cell(one.row.text("name"), note=one.row.text("code"), badge=_kind(one.kind)),
            parts.Cell("; ".join(_field(titles, field, new=one.kind == "new") for field in one.fields)),
            parts.Cell("", note="; ".join(said(*doubt) for doubt in one.doubts)),
        )
        for one in shown
    )
    columns = (
        parts.Column(_("Dòng"), "number"), parts.Column(_("Cơ sở")), parts.Column(_("Thay đổi")), parts.Column(_("Cảnh báo")),
    )  # fmt: skip
    return parts.Table(_("Sẽ thay đổi"), columns, rows, empty=_("Danh sách giống dữ liệu hiện có."))


def _field(titles: dict[str, str], field: facility_list.Changed, *, new: bool) -> str:
    before, after = (words.cell(field.key, text) for text in (field.before, field.after))
    if new:
        return f"{titles[field.key]}: {after}"
    return f"{titles[field.key]}: {before or '—'} → {after}"


def _kind(kind: str) -> parts.Badge:
    told = {
        "new": (_("mới"), "success"), "changed": (_("thay đổi"), "warning"), "unchanged": (_("không đổi"), "neutral"),
    }  # fmt: skip
    return parts.Badge(*told[kind])
