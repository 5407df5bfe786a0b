"""The work list: whom to report by when, which licences end, who reaches the age of retirement."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import policies
from hoaban.foundation.workforce.forms import ReportedForm
from hoaban.foundation.workforce.queries import duties, rota
from hoaban.foundation.workforce.services import looking
from hoaban.foundation.workforce.services import members as services
from hoaban.foundation.workforce.views import words
from hoaban.kernel import clock, deadlines
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt


@needs(policies.READ)
@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """What is to be done, the most urgent first."""
    actor, on = actor_of(request), words.today()
    names = places.facility_names(on)
    with looking.one_look(actor=actor, now=clock.now(), at="duties"):
        reports = duties.list_to_report(actor=actor, on=on)
        ending = duties.list_ending(actor=actor, on=on)
        retiring = duties.list_retiring(actor=actor, on=on, until=duties.in_years(on, 1))
    values = {
        "reports": _reports(reports, names, keeps=actor.may(policies.MANAGE)),
        "ending": _ending(ending, names, on),
        "retiring": _retiring(retiring, names),
        "unannounced": on.year + 1 if on.month == 12 and not deadlines.is_announced(on.year + 1) else None,
        "tiles": _tiles(reports, ending, retiring),
    }
    return render(request, "workforce/duties.html", values)


def _tiles(
    reports: list[duties.ToReport], ending: list[duties.Ending], retiring: list[duties.Retiring]
) -> tuple[parts.Tile, ...]:
    late = sum(one.left < 0 for one in reports)
    return (
        parts.Tile(_("Người đến, người đi cần báo"), formats.number(len(reports)), url="#reports"),
        parts.Tile(_("Đã quá hạn báo"), formats.number(late), url="#reports"),
        parts.Tile(
            _("Giấy phép sắp hết hạn hoặc không còn hiệu lực"), formats.number(len(ending)), url="#ending"
        ),
        parts.Tile(_("Đến tuổi nghỉ hưu trước hết năm sau"), formats.number(len(retiring)), url="#retiring"),
    )


def _reports(found: list[duties.ToReport], names: dict[str, str], *, keeps: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.member.name, url=reverse("workforce:file", args=[one.member.id]), head=True),
            parts.Cell(_("người mới đến") if one.kind == "newcomer" else _("người thôi việc")),
            parts.Cell(names.get(one.post.facility_code, one.post.facility_code)),
            parts.Cell(formats.day(one.due_on), badge=_left(one.left), note=one.legal_basis),
            parts.Cell(
                _("đã báo…") if keeps else "",
                url=reverse("workforce:reported", args=[one.post.id, one.kind]) if keeps else "",
            ),
        )
        for one in found
    )
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Việc")), parts.Column(_("Cơ sở")),
        parts.Column(_("Hạn báo")), parts.Column(_("Ghi nhận")),
    )  # fmt: skip
    return parts.Table(_("Người đến, người đi cần báo"), columns, rows, empty=_("Không còn ai cần báo."))


def _left(days: int) -> parts.Badge:
    if days < 0:
        return parts.Badge(_("quá hạn %s ngày làm việc") % formats.number(-days), "danger")
    return parts.Badge(_("còn %s ngày làm việc") % formats.number(days), "warning" if days < 3 else "info")


def _ending(found: list[duties.Ending], names: dict[str, str], on: date) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.member.name, url=reverse("workforce:file", args=[one.member.id]), head=True),
            parts.Cell(words.profession(one.member.profession)),
            parts.Cell(names.get(one.facility_code, one.facility_code)),
            *_licence_cells(one, on),
        )
        for one in found
    )
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Chức danh")), parts.Column(_("Cơ sở")),
        parts.Column(_("Giấy phép")), parts.Column(_("Có giá trị đến"), "date"),
    )  # fmt: skip
    caption = _("Giấy phép sắp hết hạn hoặc không còn hiệu lực")
    return parts.Table(caption, columns, rows, empty=_("Không có giấy phép nào cần xem lại."))


def _licence_cells(one: duties.Ending, on: date) -> tuple[parts.Cell, parts.Cell]:
    if one.licence is None:
        return parts.Cell("", badge=parts.Badge(_("chưa ghi giấy phép"), "danger")), parts.Cell("")
    until = formats.day(one.licence.valid_until) if one.licence.valid_until else ""
    return parts.Cell(one.licence.number, badge=words.state(one.licence, on)), parts.Cell(
        until, note=_days(one.days)
    )


def _days(days: int | None) -> str:
    if days is None:
        return ""
    return (
        _("còn %s ngày") % formats.number(days) if days >= 0 else _("đã qua %s ngày") % formats.number(-days)
    )


def _retiring(found: list[duties.Retiring], names: dict[str, str]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.member.name, url=reverse("workforce:file", args=[one.member.id]), head=True),
            parts.Cell(words.profession(one.member.profession)),
            parts.Cell(names.get(one.facility_code, one.facility_code)),
            parts.Cell(formats.day(one.on)),
        )
        for one in found
    )
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Chức danh")), parts.Column(_("Cơ sở")),
        parts.Column(_("Đủ tuổi từ"), "date"),
    )  # fmt: skip
    return parts.Table(_("Đến tuổi nghỉ hưu trước hết năm sau"), columns, rows, empty=_("Không có ai."))


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def reported(request: HttpRequest, post: int, kind: str) -> HttpResponse:
    """Note the day on which the authority was told of somebody."""
    actor = actor_of(request)
    with looking.one_look(actor=actor, now=clock.now(), at="post", post=str(post)):
        member, one = rota.find_post(actor=actor, post=post)
    form = ReportedForm(request.POST or None, initial={"on": words.today()})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        if attempt(
            form, lambda: services.mark_reported(actor=actor, post=post, kind=kind, on=on, now=clock.now())
        ):
            messages.success(request, _("Đã ghi."))
            return redirect("workforce:duties")
    title = _("Đã báo người mới đến") if kind == "newcomer" else _("Đã báo người thôi việc")
    crumbs = (parts.Crumb(_("Việc cần làm"), reverse("workforce:duties")), parts.Crumb(member.name))
    values = {"form": form, "title": title, "crumbs": crumbs, "lead": f"{member.name}, {one.post}"}
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)
