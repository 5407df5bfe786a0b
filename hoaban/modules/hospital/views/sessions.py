"""Rooms and sessions of a week, kept by who keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict
from hoaban.modules.hospital.forms.sessions import LastDayForm, PointForm, SessionForm
from hoaban.modules.hospital.queries import sessions as queries
from hoaban.modules.hospital.services import keeping
from hoaban.modules.hospital.views import here
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui import formats, parts
from hoaban.ui.forms import PageForm, actor_of, attempt, said

_WEEK = timedelta(days=7)


@needs(scheduling.MANAGE)
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """A week: the points, and who sees people where."""
    facility = here.facility_of(request, scheduling.MANAGE)
    first = _first(request)
    found = queries.see_week(actor=actor_of(request), facility_code=facility, first=first, now=clock.now())
    values = {
        "facilities": here.facility_choices(request, scheduling.MANAGE),
        "facility": facility,
        "points": _points_table(found),
        "days": _days(found),
        "span": f"{formats.day(first)} – {formats.day(first + _WEEK - timedelta(days=1))}",
        "before": f"?from={first - _WEEK}",
        "after": f"?from={first + _WEEK}",
    }
    return render(request, "hospital/sessions.html", values)


def _first(request: HttpRequest) -> date:
    """The Monday of the week that is asked for."""
    try:
        asked = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        asked = clock.vietnam_day(clock.now())
    asked = min(max(asked, date(2020, 1, 6)), date(2100, 1, 4))
    return asked - timedelta(days=asked.weekday())


def _points_table(found: queries.Week) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                said(one.vi, one.en),
                url=reverse("hospital:close-point", args=[one.id]),
                note=one.code,
                head=True,
            ),
            parts.Cell(said(*scheduling.POINT_KINDS[one.kind])),
            parts.Cell(one.department),
            parts.Cell(formats.number(one.in_a_row)),
            parts.Cell(formats.day(one.period.end) if one.period.end else ""),
        )
        for one in found.points
    )
    columns = (
        parts.Column(_("Điểm chờ")), parts.Column(_("Loại")), parts.Column(_("Khoa")),
        parts.Column(_("Ưu tiên liền nhau"), "number"), parts.Column(_("Mở đến"), "date"),
    )  # fmt: skip
    return parts.Table(_("Các điểm chờ"), columns, rows, empty=_("Cơ sở chưa mở điểm chờ nào."))


def _days(found: queries.Week) -> list[dict[str, object]]:
    days = [found.first + timedelta(days=place) for place in range(7)]
    return [
        {
            "day": f"{_weekdays()[day.weekday()]} {formats.day(day)}",
            "sessions": [
                {
                    "id": one.id,
                    "hours": _hours(one),
                    "room": said(one.point.vi, one.point.en),
                    "who": found.names.get(one.practitioner, one.practitioner),
                    "slots": _("%(slots)s lượt, %(ahead)s lượt nhận hẹn")
                    % {"slots": one.slots, "ahead": one.for_booking},
                }
                for one in found.sessions
                if clock.vietnam_day(one.starts_at) == day
            ],
        }
        for day in days
    ]


def _hours(one: scheduling.Session) -> str:
    return " – ".join(formats.clock(at.astimezone(clock.VIETNAM)) for at in (one.starts_at, one.ends_at))


def _weekdays() -> tuple[str, ...]:
    return (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))


def _form_page(
    request: HttpRequest, form: PageForm, title: str, *, danger: bool = False, lead: str = ""
) -> HttpResponse:
    values = {
        "form": form, "title": title, "danger": danger, "lead": lead,
        "crumbs": (parts.Crumb(_("Phòng và buổi khám"), reverse("hospital:sessions")), parts.Crumb(title)),
    }  # fmt: skip
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


def _done(request: HttpRequest, form: PageForm, act: Callable[[], object], words: str) -> bool:
    if not form.is_valid() or not attempt(form, act):
        return False
    messages.success(request, words)
    return True


@needs(scheduling.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def open_point(request: HttpRequest) -> HttpResponse:
    """One more place to wait."""
    facility = here.facility_of(request, scheduling.MANAGE)
    departments = queries.list_departments(facility_code=facility, now=clock.now())
    lists = {
        "kind": [(str(kind), said(*words)) for kind, words in scheduling.POINT_KINDS.items()],
        "department": [(code, f"{code} · {said(vi, en)}") for code, vi, en in departments],
    }
    form = PointForm(request.POST or None, lists=lists)
    if request.method == "POST" and _done(
        request, form,
        lambda: scheduling.open_point(actor=actor_of(request), point=form.point(facility), now=clock.now()),
        _("Đã mở điểm chờ."),
    ):  # fmt: skip
        return redirect("hospital:sessions")
    return _form_page(request, form, _("Mở điểm chờ"))


@needs(scheduling.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def close_point(request: HttpRequest, point: int) -> HttpResponse:
    """Nobody waits there after a day."""
    where = scheduling.get_point(actor=actor_of(request), point=point)
    form = LastDayForm(request.POST or None, initial={"last_day": clock.vietnam_day(clock.now())})
    if request.method == "POST" and _done(
        request, form,
        lambda: scheduling.close_point(
            actor=actor_of(request), point=point, last_day=form.cleaned_data["last_day"], now=clock.now()
        ),
        _("Đã đóng điểm chờ."),
    ):  # fmt: skip
        return redirect("hospital:sessions")
    return _form_page(request, form, _("Đóng điểm chờ"), danger=True, lead=said(where.vi, where.en))


@needs(scheduling.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def open_session(request: HttpRequest) -> HttpResponse:
    """Somebody sees people in a room, once or for some weeks."""
    facility, actor, now = here.facility_of(request, scheduling.MANAGE), actor_of(request), clock.now()
    points = scheduling.list_points(actor=actor, facility_code=facility, on=clock.vietnam_day(now))
    rooms = [one for one in points if one.kind is scheduling.PointKind.CONSULTING]
    lists = {
        "point": [(str(one.id), said(one.vi, one.en)) for one in rooms],
        "practitioner": queries.list_people_who_see(actor=actor, facility_code=facility, now=now),
    }
    form = SessionForm(request.POST or None, lists=lists, initial={"day": clock.vietnam_day(now)})
    if request.method == "POST" and _done(
        request, form, lambda: _plan(request, form, rooms), _("Đã mở buổi khám.")
    ):
        return redirect(f"{reverse('hospital:sessions')}?from={form.cleaned_data['day']}")
    return _form_page(request, form, _("Mở buổi khám"))


def _plan(request: HttpRequest, form: SessionForm, rooms: list[scheduling.Point]) -> None:
    typed = form.cleaned_data
    where = next(one for one in rooms if str(one.id) == typed["point"])
    first = scheduling.Session(
        uuid4(), where, typed["practitioner"], form.starts_at(typed["day"]), form.ends_at(typed["day"]),
        typed["slot_minutes"], typed["for_booking"],
    )  # fmt: skip
    keeping.plan_sessions(
        actor=actor_of(request), point=where.id, first=first, weeks=typed["weeks"], now=clock.now()
    )


@needs(scheduling.MANAGE)
@require_POST
def close_session(request: HttpRequest, session: UUID) -> HttpResponse:
    """The session is called off; how many bookings fell with it is told."""
    try:
        fell = scheduling.close_session(actor=actor_of(request), session=session, now=clock.now())
    except Conflict as failure:
        messages.warning(request, said(failure.message_vi, failure.message_en))
    else:
        if fell:
            told = ngettext(
                "Đã đóng buổi khám; %s lịch hẹn bị hủy.", "Đã đóng buổi khám; %s lịch hẹn bị hủy.", len(fell)
            )
            messages.warning(request, told % formats.number(len(fell)))
        else:
            messages.success(request, _("Đã đóng buổi khám."))
    return redirect("hospital:sessions")
