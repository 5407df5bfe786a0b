"""Appointments at the desk: a day, somebody's times, the slip."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.modules.hospital.queries import appointments as queries
from hoaban.modules.hospital.services import booking as services
from hoaban.modules.hospital.views import counter_words, here
from hoaban.shared.chart import api as chart
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui import formats, paper, parts
from hoaban.ui.forms import actor_of, said


def _states() -> dict[scheduling.BookingState, parts.Badge]:
    return {
        scheduling.BookingState.BOOKED: parts.Badge(_("Đã hẹn"), "info"),
        scheduling.BookingState.ARRIVED: parts.Badge(_("Đã đến"), "success"),
        scheduling.BookingState.CANCELLED: parts.Badge(_("Đã hủy")),
        scheduling.BookingState.MISSED: parts.Badge(_("Không đến"), "warning"),
    }


@needs(scheduling.BOOK)
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Who has a time on a day."""
    facility = here.facility_of(request, scheduling.BOOK)
    asked = _day(request.GET.get("day", ""))
    found = queries.see_day(actor=actor_of(request), facility_code=facility, day=asked, now=clock.now())
    values = {
        "facilities": here.facility_choices(request, scheduling.BOOK),
        "facility": facility,
        "table": _day_table(found),
        "shown": formats.day(asked),
        "before": f"?day={asked - timedelta(days=1)}",
        "after": f"?day={asked + timedelta(days=1)}",
        "counter_url": reverse("hospital:counter"),
    }
    return render(request, "hospital/appointments.html", values)


def _day(text: str) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return clock.vietnam_day(clock.now())
    return min(max(asked, date(2020, 1, 1)), date(2100, 1, 1))


def _day_table(found: queries.Day) -> parts.Table:
    states = _states()
    rows = []
    for one in found.held:
        person = found.people.get(one.booking.person)
        rows.append((
            parts.Cell(
                person.name if person else _("Người này không còn trong danh bạ"),
                url=reverse("hospital:times", args=[one.booking.person]),
                note=counter_words.birth(person.birth) if person else "",
                head=True,
            ),
            parts.Cell(formats.clock(one.booking.at.astimezone(clock.VIETNAM))),
            parts.Cell(said(one.session.point.vi, one.session.point.en)),
            parts.Cell("", badge=states[one.booking.state]),
        ))  # fmt: skip
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Giờ hẹn"), "date"), parts.Column(_("Phòng khám")),
        parts.Column(_("Trạng thái")),
    )  # fmt: skip
    return parts.Table(_("Lịch hẹn trong ngày"), columns, tuple(rows), empty=_("Không có lịch hẹn."))


@needs(scheduling.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest, person: UUID) -> HttpResponse:
    """What somebody has, and what they may be given; given, changed and given back."""
    facility, failure = here.facility_of(request, scheduling.BOOK), ""
    if request.method == "POST":
        try:
            return _act(request, person)
        except (Conflict, Invalid) as refused:
            failure = said(refused.message_vi, refused.message_en)
    found = queries.see_times(actor=actor_of(request), facility_code=facility, person=person, now=clock.now())
    values = {
        "name": found.person.name or _("Chưa rõ danh tính"),
        "facts": ", ".join(filter(None, (chart.sex_word(found.person.sex), counter_words.birth(found.person.birth)))),
        "failure": failure,
        "held": [
            {
                "id": one.booking.id, "at": formats.day_time(one.booking.at.astimezone(clock.VIETNAM)),
                "room": said(one.session.point.vi, one.session.point.en),
                "open": one.booking.state is scheduling.BookingState.BOOKED,
            }
            for one in found.held
        ],
        "free": _free(found),
        "crumbs": (parts.Crumb(_("Lịch hẹn"), reverse("hospital:appointments")), parts.Crumb(_("Đặt lịch hẹn"))),
    }  # fmt: skip
    return render(request, "hospital/times.html", values, status=400 if failure else 200)


def _free(found: queries.Times) -> list[dict[str, object]]:
    return [
        {
            "title": f"{formats.day(session.starts_at.astimezone(clock.VIETNAM))} · {said(session.point.vi, session.point.en)}",
            "doctor": found.names.get(session.practitioner, ""),
            "slots": [
                (f"{session.id}:{slot}", formats.clock(session.slot_at(slot).astimezone(clock.VIETNAM)))
                for slot in slots
            ],
        }
        for session, slots in found.free
    ]


def _act(request: HttpRequest, person: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    held = _uuid(request.POST.get("booking", ""))
    if request.POST.get("act") == "cancel" and held:
        services.cancel(actor=actor, booking=held, now=now)
        messages.success(request, _("Đã hủy lịch hẹn."))
        return redirect("hospital:times", person=person)
    session, _colon, ordinal = request.POST.get("slot", "").partition(":")
    chosen = _uuid(session)
    if chosen is None or not ordinal.isdecimal() or len(ordinal) > 4:
        raise Invalid("Hãy chọn một giờ.", "Choose a time.", place="slot")
    if held:
        made = services.change(actor=actor, booking=held, session=chosen, slot=int(ordinal), now=now)
    else:
        made = services.book(actor=actor, session=chosen, slot=int(ordinal), person=person, now=now)
    return redirect("hospital:appointment", booking=made)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@needs(scheduling.BOOK)
@require_safe
def appointment(request: HttpRequest, booking: UUID) -> HttpResponse:
    """The slip on the screen, to be printed 80 mm wide."""
    found = queries.see_slip(actor=actor_of(request), booking=booking, now=clock.now())
    return render(request, "hospital/appointment.html", _slip(found))


@needs(scheduling.BOOK)
@require_safe
def appointment_pdf(request: HttpRequest, booking: UUID) -> HttpResponse:
    """The slip as a file, A5."""
    now = clock.now()
    found = queries.see_slip(actor=actor_of(request), booking=booking, now=now)
    response = HttpResponse(
        paper.make("hospital/appointment_sheet.html", _slip(found), now=now), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{booking}.pdf"'
    return response


def _slip(found: queries.Slip) -> dict[str, object]:
    at = found.held.booking.at.astimezone(clock.VIETNAM)
    point = found.held.session.point
    return {
        "booking": found.held.booking.id,
        "person": found.person.id,
        "facility": found.facility,
        "name": found.person.name or _("Chưa rõ danh tính"),
        "birth": counter_words.birth(found.person.birth),
        "day": formats.day(at),
        "time": formats.clock(at),
        "room": said(point.vi, point.en),
        "doctor": found.doctor,
        "code": found.code,
        "cancelled": found.held.booking.state is scheduling.BookingState.CANCELLED,
        "label": _("Mã vuông của lịch hẹn"),
    }
