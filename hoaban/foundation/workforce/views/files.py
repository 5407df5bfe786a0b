"""The list of staff, and one person's file."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import policies
from hoaban.foundation.workforce.forms import StaffFilter, worded
from hoaban.foundation.workforce.queries import members
from hoaban.foundation.workforce.rules import lists, practising, schooling, shapes, unit_list
from hoaban.foundation.workforce.services import looking
from hoaban.foundation.workforce.views import words
from hoaban.kernel import clock
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, page_url, said

_PAGE = 50


@needs(policies.READ)
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Who works where, in name order, narrowed by the form."""
    actor, on = actor_of(request), words.today()
    form = StaffFilter(
        request.GET,
        lists={
            "facility": words.facilities(actor, policies.READ, on),
            "profession": worded(lists.professions().values()),
        },
    )
    if not form.is_valid():
        return render(request, "workforce/staff.html", {"form": form, **_ways(request)}, status=400)
    after = form.cleaned_data.pop("after")
    page = looking.list_staff(actor=actor, wanted=form.wanted(on), after=after, count=_PAGE, now=clock.now())
    values = {
        "form": form,
        "table": _table(page, on),
        "total": page.total,
        "told": formats.number(page.total),
        "first": page_url(form.cleaned_data) if after else "",
        "next": page_url(form.cleaned_data, after=str(page.after)) if page.after else "",
        **_ways(request),
    }
    return render(request, "workforce/staff.html", values)


def _ways(request: HttpRequest) -> dict[str, str]:
    keeps = actor_of(request).may(policies.MANAGE)
    return {
        "new_url": reverse("workforce:new") if keeps else "",
        "lists_url": reverse("workforce:lists") if keeps else "",
    }


def _table(page: members.ListPage, on: date) -> parts.Table:
    names = places.facility_names(on)
    rows = tuple(
        (
            parts.Cell(one.member.name, url=reverse("workforce:file", args=[one.member.id]), head=True),
            parts.Cell(words.profession(one.member.profession), note=words.degree(one.member.degree)),
            parts.Cell("; ".join(dict.fromkeys(post.post for post in one.posts))),
            parts.Cell(
                "; ".join(
                    dict.fromkeys(names.get(post.facility_code, post.facility_code) for post in one.posts)
                )
            ),
            _licence_cell(one, on),
        )
        for one in page.people
    )
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Chức danh")), parts.Column(_("Vị trí việc làm")),
        parts.Column(_("Cơ sở")), parts.Column(_("Giấy phép")),
    )  # fmt: skip
    return parts.Table(_("Nhân lực y tế"), columns, rows, empty=_("Không có ai phù hợp."))


def _licence_cell(one: members.Listed, on: date) -> parts.Cell:
    if not one.licences:
        return parts.Cell("")
    licence = one.licences[0]
    until = _("đến %s") % formats.day(licence.valid_until) if licence.valid_until else ""
    return parts.Cell(licence.number, note=until, badge=words.state(licence, on))


@needs(policies.READ)
@require_safe
def file(request: HttpRequest, member: UUID) -> HttpResponse:
    """One person: who it is, posts, licences, training, hours, and what may be done today."""
    actor, on = actor_of(request), words.today()
    found = looking.open_file(actor=actor, member=member, now=clock.now())
    keeps = members.may_edit(actor, found, on)
    names = places.facility_names(on)
    values = {
        "file": found,
        "keeps": keeps,
        "pairs": _person(found, whole=keeps),
        "posts": _posts(found, names, keeps=keeps),
        "licences": _licences(found, on, keeps=keeps),
        "learnt": _learnt(found, on),
        "trainings": _trainings(found),
        "hours": _hours(found, names, keeps=keeps),
        "acts": _acts(found, names, on),
        "crumbs": (
            parts.Crumb(_("Nhân lực y tế"), reverse("workforce:staff")),
            parts.Crumb(found.member.name),
        ),
    }
    return render(request, "workforce/file.html", values)


def _person(found: shapes.StaffFile, *, whole: bool) -> tuple[parts.Pair, ...]:
    """Whole numbers only to those who keep the file."""
    one = found.member
    number = (
        one.personal_number if whole else formats.masked(one.personal_number) if one.personal_number else ""
    )
    return (
        parts.Pair(_("Ngày sinh"), unit_list.shown_birth(one.birth)),
        parts.Pair(_("Giới tính"), said(*lists.SEXES[one.sex]) if one.sex else ""),
        parts.Pair(_("Số định danh cá nhân"), number),
        parts.Pair(_("Chức danh"), words.profession(one.profession)),
        parts.Pair(_("Trình độ"), words.degree(one.degree)),
        parts.Pair(_("Chuyên ngành"), one.speciality),
        parts.Pair(_("Điện thoại"), one.phone if whole else ""),
        parts.Pair(_("Thư điện tử"), one.email if whole else ""),
    )


def _posts(found: shapes.StaffFile, names: dict[str, str], *, keeps: bool) -> parts.Table:
    days_url = reverse("workforce:change", args=[found.member.id, "post-days"])
    rows = tuple(
        (
            parts.Cell(one.post, note=one.department, head=True, badge=_trainee(one)),
            parts.Cell(names.get(one.facility_code, one.facility_code), note=one.number),
            parts.Cell(_day(one.period.start)),
            parts.Cell(_day(one.period.end)),
            parts.Cell(_day(one.registered_on)),
            parts.Cell(_day(one.leaving_reported_on)),
            parts.Cell(_("sửa ngày…"), url=f"{days_url}?post={one.id}") if keeps else parts.Cell(""),
        )
        for one in found.posts
    )
    columns = (
        parts.Column(_("Vị trí việc làm")), parts.Column(_("Cơ sở")), parts.Column(_("Từ ngày"), "date"),
        parts.Column(_("Đến hết ngày"), "date"), parts.Column(_("Đăng ký hành nghề"), "date"),
        parts.Column(_("Báo thôi việc"), "date"), parts.Column(_("Thao tác")),
    )  # fmt: skip
    return parts.Table(_("Các vị trí việc làm"), columns, rows)


def _trainee(post: shapes.Post) -> parts.Badge | None:
    return parts.Badge(_("thực hành"), "info") if post.is_trainee else None


def _licences(found: shapes.StaffFile, on: date, *, keeps: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                one.number,
                url=reverse("workforce:licence", args=[found.member.id, one.id]) if keeps else "",
                note=words.licence_kind(one.kind),
                head=True,
            ),
            parts.Cell("", badge=words.state(one, on), note=_stopped(one)),
            parts.Cell(words.scopes(one.scopes), note=one.scope_text),
            parts.Cell(formats.day(one.issued_on), note=one.issued_by),
            parts.Cell(formats.day(one.valid_until) if one.valid_until else _("không thời hạn")),
        )
        for one in found.licences
    )
    columns = (
        parts.Column(_("Giấy phép")), parts.Column(_("Tình trạng")), parts.Column(_("Phạm vi hành nghề")),
        parts.Column(_("Ngày cấp")), parts.Column(_("Có giá trị đến"), "date"),
    )  # fmt: skip
    return parts.Table(_("Giấy phép hành nghề"), columns, rows)


def _stopped(licence: shapes.Licence) -> str:
    """When it was revoked or suspended."""
    told = [licence.revoked_why] if licence.revoked_on else []
    for one in licence.suspensions:
        end = formats.day(one.period.end) if one.period.end else "…"
        told.append(
            f"{formats.day(one.period.start)} - {end}: {one.reason}" if one.period.start else one.reason
        )
    return "; ".join(told)


def _learnt(found: shapes.StaffFile, on: date) -> tuple[parts.Pair, ...]:
    return tuple(
        parts.Pair(
            said(*lists.TRAINING_KINDS[one.need.kind]),
            _("%(hours)s trên %(need)s giờ") % {"hours": formats.number(one.hours, 1), "need": formats.number(one.need.hours)},
            note=_("tính từ %(since)s; %(basis)s") % {"since": formats.day(one.since), "basis": one.need.legal_basis},
        )
        for one in schooling.learnt(found, on)
    )  # fmt: skip


def _trainings(found: shapes.StaffFile) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.title, note=one.provider, head=True),
            parts.Cell(said(*lists.TRAINING_KINDS[one.kind])),
            parts.Cell(formats.day(one.completed_on)),
            parts.Cell(formats.number(one.hours)),
        )
        for one in found.trainings
    )
    columns = (
        parts.Column(_("Tên khóa")), parts.Column(_("Loại đào tạo")), parts.Column(_("Hoàn thành ngày"), "date"),
        parts.Column(_("Số giờ"), "number"),
    )  # fmt: skip
    return parts.Table(_("Đào tạo"), columns, rows)


def _hours(found: shapes.StaffFile, names: dict[str, str], *, keeps: bool) -> parts.Table:
    end_url = reverse("workforce:change", args=[found.member.id, "hours-end"])
    rows = tuple(
        (
            parts.Cell(words.hours(one), head=True),
            parts.Cell(names.get(one.facility_code, one.facility_code)),
            parts.Cell(_day(one.period.start)),
            parts.Cell(_day(one.period.end)),
            parts.Cell(_("kết thúc…"), url=f"{end_url}?hours={one.id}") if keeps else parts.Cell(""),
        )
        for one in found.hours
    )  # fmt: skip
    columns = (
        parts.Column(_("Giờ")), parts.Column(_("Cơ sở")), parts.Column(_("Từ ngày"), "date"),
        parts.Column(_("Đến hết ngày"), "date"), parts.Column(_("Thao tác")),
    )  # fmt: skip
    return parts.Table(_("Giờ đăng ký hành nghề"), columns, rows)


def _acts(found: shapes.StaffFile, names: dict[str, str], on: date) -> parts.Table:
    """What this person may do today at each facility: the answer that signing asks for."""
    rows = []
    for facility in dict.fromkeys(one.facility_code for one in found.posts_on(on)):
        for act in lists.acts(on).values():
            answer = practising.judge(found, act=act.code, facility=facility, on=on)
            if answer.allowed:
                rows.append(_act_row(act, answer, names.get(facility, facility)))
    columns = (parts.Column(_("Việc chuyên môn")), parts.Column(_("Cơ sở")), parts.Column(_("Cảnh báo")))
    empty = _("Hôm nay không được thực hiện việc chuyên môn nào trong danh mục.")
    return parts.Table(_("Được làm hôm nay"), columns, tuple(rows), empty=empty)


def _act_row(act: lists.Act, answer: practising.Answer, facility: str) -> tuple[parts.Cell, ...]:
    doubts = "; ".join(said(one.text_vi, one.text_en) for one in answer.warnings)
    badge = parts.Badge(_("cần xem lại"), "warning") if doubts else None
    return (
        parts.Cell(said(act.vi, act.en), note=act.legal_basis, head=True),
        parts.Cell(facility),
        parts.Cell("" if doubts else "—", badge=badge, note=doubts),
    )


def _day(value: date | None) -> str:
    return formats.day(value) if value else ""
