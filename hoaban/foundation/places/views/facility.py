"""One facility: what it is, what it was, and all that belongs to it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.places import policies
from hoaban.foundation.places.queries import facilities, facility_files
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import kinds, opening
from hoaban.foundation.places.rules.shapes import Facility
from hoaban.foundation.places.views import words
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, said


@needs(policies.READ)
@require_safe
def facility(request: HttpRequest, code: str) -> HttpResponse:
    """One facility with its history."""
    on = words.today()
    file = facility_files.facility_file(code)
    now = file.on(on) or file.history[0]
    names = facilities.facility_names(on)
    keeps = policies.may_manage(actor_of(request))
    values = {
        "facility": now,
        "name": now.name_on(on),
        "keeps": keeps,
        "pairs": _now(file, now, names, on),
        "lacking": [said(vi, en) for _key, vi, en in shapes.lacks(file, on)] if file.on(on) else [],
        "contact": _contact(file.detail),
        "history": _history(file, on),
        "relations": _relations(file, names),
        "permits": _permits(file, on, keeps=keeps),
        "people": _people(file),
        "services": _services(file),
        "departments": _departments(file),
        "crumbs": (parts.Crumb(_("Cơ sở y tế"), reverse("places:facilities")), parts.Crumb(now.name_on(on))),
    }
    return render(request, "places/facility.html", values)


def _now(file: shapes.FacilityFile, now: Facility, names: dict[str, str], on: date) -> tuple[parts.Pair, ...]:
    licensed = file.detail.licensed_beds
    return (
        parts.Pair(_("Mã cơ sở"), now.code),
        parts.Pair(_("Mã cơ sở hành nghề (13 số)"), file.detail.practice_code),
        parts.Pair(_("Loại cơ sở"), words.kind(now.kind), note=words.paired(kinds.OWNERS, now.owner)),
        parts.Pair(
            _("Cấp chuyên môn kỹ thuật"), words.paired(kinds.LEVELS, now.level), note=words.points(now.points)
        ),
        parts.Pair(_("Tuyến trước 2025"), words.paired(kinds.LINES, now.former_line)),
        parts.Pair(_("Xã, phường"), words.commune(now.commune_code, on)),
        parts.Pair(_("Đơn vị cấp trên"), names.get(now.parent_code, now.parent_code)),
        parts.Pair(_("Giường kế hoạch"), formats.number(now.beds) if now.beds is not None else ""),
        parts.Pair(_("Giường được cấp phép"), formats.number(licensed) if licensed is not None else ""),
    )


def _contact(detail: shapes.Detail) -> tuple[parts.Pair, ...]:
    point = f"{detail.lat:.5f}, {detail.lon:.5f}" if detail.lat is not None and detail.lon is not None else ""
    return (
        parts.Pair(_("Địa chỉ"), detail.address),
        parts.Pair(_("Điện thoại"), detail.phone),
        parts.Pair(_("Thư điện tử"), detail.email),
        parts.Pair(_("Trang web"), detail.website, url=detail.website),
        parts.Pair(_("Giờ mở cửa"), opening.shown_hours(detail.hours).replace("\n", "; ")),
        parts.Pair(_("Vĩ độ, kinh độ"), point),
    )


def _history(file: shapes.FacilityFile, on: date) -> parts.Table:
    rows: list[tuple[parts.Cell, ...]] = [
        (
            parts.Cell(one.name, head=True),
            parts.Cell(words.period(one.period)),
            parts.Cell(words.kind(one.kind), note=words.paired(kinds.OWNERS, one.owner)),
            parts.Cell(words.paired(kinds.LEVELS, one.level), note=words.points(one.points)),
            parts.Cell(words.commune(one.commune_code, one.period.start or on)),
        )
        for one in file.history
    ]
    rows += [
        (
            parts.Cell(alias.name, head=True),
            parts.Cell(words.period(alias.period)),
            *(parts.Cell("") for _three in range(3)),
        )
        for one in file.history[:1]
        for alias in one.aliases
    ]
    columns = (
        parts.Column(_("Tên cơ sở")), parts.Column(_("Thời gian")), parts.Column(_("Loại cơ sở")),
        parts.Column(_("Cấp chuyên môn")), parts.Column(_("Xã, phường")),
    )  # fmt: skip
    return parts.Table(_("Các giai đoạn"), columns, tuple(rows))


def _relations(file: shapes.FacilityFile, names: dict[str, str]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(words.paired(kinds.RELATIONS, one.kind), head=True),
            parts.Cell(
                names.get(one.other_code, one.other_code) or one.other_name,
                url=reverse("places:facility", args=[one.other_code]) if one.other_code else "",
            ),
            parts.Cell(words.period(one.period)),
        )
        for one in file.relations
    )
    columns = (parts.Column(_("Quan hệ")), parts.Column(_("Cơ quan")), parts.Column(_("Thời gian")))
    return parts.Table(_("Sở hữu, quản lý, chuyên môn, dự toán"), columns, rows)


def _permits(file: shapes.FacilityFile, on: date, *, keeps: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                one.number, head=True, note=words.permit(one.kind),
                url=reverse("places:permit", args=[file.code, one.id]) if keeps else "",
            ),
            parts.Cell("", badge=_state(one, on), note=one.revoked_why),
            parts.Cell(words.day(one.issued_on), note=one.issued_by),
            parts.Cell(words.day(one.valid_until) or _("không thời hạn")),
            parts.Cell(one.scope),
        )
        for one in file.permits
    )  # fmt: skip
    columns = (
        parts.Column(_("Giấy phép")), parts.Column(_("Tình trạng")), parts.Column(_("Ngày cấp")),
        parts.Column(_("Có giá trị đến"), "date"), parts.Column(_("Phạm vi ghi trên giấy phép")),
    )  # fmt: skip
    return parts.Table(_("Giấy phép và giấy chứng nhận"), columns, rows)


def _state(permit: shapes.Permit, on: date) -> parts.Badge:
    if permit.holds_on(on):
        return parts.Badge(_("còn hiệu lực"), "success")
    return parts.Badge(_("bị thu hồi") if permit.revoked_on else _("hết hạn"), "danger")


def _people(file: shapes.FacilityFile) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.name, note=one.licence_number, head=True),
            parts.Cell(words.paired(kinds.RESPONSIBLE, one.role)),
            parts.Cell(words.period(one.period)),
        )
        for one in file.responsible
    )
    columns = (parts.Column(_("Họ và tên")), parts.Column(_("Vai trò")), parts.Column(_("Thời gian")))
    return parts.Table(_("Người chịu trách nhiệm"), columns, rows)


def _services(file: shapes.FacilityFile) -> parts.Table:
    rows = tuple(
        (parts.Cell(words.service(one.service), head=True), parts.Cell(words.period(one.period)))
        for one in file.services
    )
    return parts.Table(
        _("Dịch vụ cung cấp"), (parts.Column(_("Dịch vụ")), parts.Column(_("Thời gian"))), rows
    )


def _departments(file: shapes.FacilityFile) -> parts.Table:
    rows = tuple(
        (parts.Cell(one.name, note=one.code, head=True), parts.Cell(words.period(one.period)))
        for one in file.departments
    )
    columns = (parts.Column(_("Khoa, phòng")), parts.Column(_("Thời gian")))
    return parts.Table(_("Các khoa, phòng"), columns, rows)
