"""A unit's list: fetch it, send it in, see what it would change, apply it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.connect import sheets
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import policies
from hoaban.foundation.workforce.forms import ListForm
from hoaban.foundation.workforce.queries import comparing
from hoaban.foundation.workforce.rules import lists, unit_list
from hoaban.foundation.workforce.services import listing, looking
from hoaban.foundation.workforce.views import words
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.faults import cell_faults
from hoaban.ui.forms import actor_of, said

_METHODS = ["GET", "HEAD", "POST"]
_SHOWN = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LARGEST = 10 * 1024 * 1024


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def unit_lists(request: HttpRequest) -> HttpResponse:
    """Send a list in; those that wait to be applied."""
    actor, on = actor_of(request), words.today()
    facilities = words.facilities(actor, policies.MANAGE, on)
    form = ListForm(request.POST or None, request.FILES or None, lists={"facility": facilities})
    if request.method == "POST" and form.is_valid():
        file, facility = form.cleaned_data["file"], form.cleaned_data["facility"]
        try:
            content = file.read(_LARGEST + 1)
            draft = listing.send_list(
                actor=actor, facility_code=facility, file_name=file.name, content=content, now=clock.now()
            )
        except Invalid as failure:
            form.add_error("file", said(failure.message_vi, failure.message_en))
        else:
            return redirect("workforce:list", draft=draft)
    values = {
        "form": form,
        "waiting": _waiting(comparing.list_drafts(actor=actor), places.facility_names(on)),
        "exports": _exports(facilities),
        "crumbs": (
            parts.Crumb(_("Nhân lực y tế"), reverse("workforce:staff")),
            parts.Crumb(_("Danh sách đơn vị")),
        ),
    }
    return render(request, "workforce/lists.html", values, status=400 if form.errors else 200)


def _waiting(drafts: list[comparing.Waiting], names: dict[str, str]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.file_name, url=reverse("workforce:list", args=[one.id]), head=True),
            parts.Cell(names.get(one.facility_code, one.facility_code)),
            parts.Cell(formats.day_time(one.sent_at)),
        )
        for one in drafts
    )
    columns = (parts.Column(_("Tệp")), parts.Column(_("Cơ sở")), parts.Column(_("Gửi lúc"), "date"))
    return parts.Table(_("Danh sách chờ áp dụng"), columns, rows, empty=_("Không có danh sách nào đang chờ."))


def _exports(facilities: list[tuple[str, str]]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(name, head=True),
            parts.Cell(_("tải danh sách hiện có (XLSX)"), url=reverse("workforce:export", args=[code])),
        )
        for code, name in facilities
    )
    return parts.Table(_("Tải về"), (parts.Column(_("Cơ sở")), parts.Column(_("Danh sách"))), rows)


@needs(policies.MANAGE)
@require_safe
def export(request: HttpRequest, facility: str) -> HttpResponse:
    """The list of a unit, to be filled in and sent back."""
    content = listing.export_list(
        actor=actor_of(request), facility_code=facility, on=words.today(), now=clock.now()
    )
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="nhan-luc-{facility}.xlsx"'
    return response


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def unit_list_draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The dry run of a list: line by line what it would change; then apply it."""
    actor, on = actor_of(request), words.today()
    if request.method == "POST":
        try:
            done = listing.apply_list(
                actor=actor, draft=draft, shown=request.POST.get("shown", ""), now=clock.now()
            )
        except Conflict as failure:
            messages.error(request, said(failure.message_vi, failure.message_en))
            return redirect("workforce:list", draft=draft)
        messages.success(
            request,
            _("Đã ghi %(new)s người mới, sửa %(changed)s người.")
            % {"new": formats.number(done.count("new")), "changed": formats.number(done.count("changed"))},
        )
        return redirect("workforce:lists")
    with looking.one_look(actor=actor, now=clock.now(), at="list", draft=str(draft)):
        found = comparing.find_draft(actor=actor, draft=draft, on=on)
    difference = found.difference
    values = {
        "draft": found,
        "facility": places.facility_names(on).get(difference.facility_code, difference.facility_code),
        "tiles": _tiles(difference),
        "faults": _faults(difference.faults),
        "changes": _changes(difference),
        "more": sum(one.kind != "unchanged" for one in difference.changes) > _SHOWN,
        "missing": _missing(difference),
        "digest": difference.digest,
        "may_apply": not difference.faults and difference.count("unchanged") < len(difference.changes),
        "crumbs": (
            parts.Crumb(_("Danh sách đơn vị"), reverse("workforce:lists")),
            parts.Crumb(found.file_name),
        ),
    }
    return render(request, "workforce/list.html", values)


def _tiles(found: comparing.Difference) -> tuple[parts.Tile, ...]:
    return (
        parts.Tile(_("người mới"), formats.number(found.count("new"))),
        parts.Tile(_("người thay đổi"), formats.number(found.count("changed"))),
        parts.Tile(_("không đổi"), formats.number(found.count("unchanged"))),
        parts.Tile(_("lỗi"), formats.number(len(found.faults))),
        parts.Tile(_("đang làm việc mà không có trong danh sách"), formats.number(len(found.missing))),
    )


def _faults(faults: tuple[sheets.Fault, ...]) -> parts.Table:
    return cell_faults(
        (one.place, one.title, said(one.message_vi, one.message_en)) for one in faults[:_SHOWN]
    )


def _changes(found: comparing.Difference) -> parts.Table:
    titles = {one.key: said(one.title_vi, one.title_en) for one in unit_list.columns()}
    shown = [one for one in found.changes if one.kind != "unchanged" or one.doubts][:_SHOWN]
    rows = tuple(
        (
            parts.Cell(formats.number(one.row.line), head=True),
            parts.Cell(one.row.member.name, badge=_kind(one.kind)),
            parts.Cell("; ".join(_field(titles, field, new=one.kind == "new") for field in one.fields)),
            parts.Cell("", note="; ".join(said(*doubt) for doubt in one.doubts)),
        )
        for one in shown
    )
    columns = (
        parts.Column(_("Dòng"), "number"), parts.Column(_("Họ và tên")), parts.Column(_("Thay đổi")), parts.Column(_("Cảnh báo")),
    )  # fmt: skip
    return parts.Table(_("Sẽ thay đổi"), columns, rows, empty=_("Danh sách giống dữ liệu hiện có."))


def _field(titles: dict[str, str], field: unit_list.Changed, *, new: bool) -> str:
    before, after = (_worded(field.key, text) for text in (field.before, field.after))
    if new:
        return f"{titles[field.key]}: {after}"
    return f"{titles[field.key]}: {before or '—'} → {after}"


def _worded(key: str, text: str) -> str:
    """Codes as words."""
    if key == "profession":
        return words.profession(text)
    if key == "degree":
        return words.degree(text)
    if key == "sex" and text:
        return said(*lists.SEXES[text])
    if key == "licence_kind" and text:
        return words.licence_kind(text)
    if key == "scopes":
        return words.scopes(text.split("; "))
    return text


def _kind(kind: str) -> parts.Badge:
    told = {
        "new": (_("mới"), "success"), "changed": (_("thay đổi"), "warning"), "unchanged": (_("không đổi"), "neutral"),
    }  # fmt: skip
    return parts.Badge(*told[kind])


def _missing(found: comparing.Difference) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.name, url=reverse("workforce:file", args=[one.id]), head=True),
            parts.Cell(words.profession(one.profession)),
        )
        for one in found.missing[:_SHOWN]
    )
    columns = (parts.Column(_("Họ và tên")), parts.Column(_("Chức danh")))
    caption = _("Đang làm việc mà không có trong danh sách")
    return parts.Table(caption, columns, rows, empty=_("Không có ai."))
