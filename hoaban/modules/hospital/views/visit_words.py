"""A visit at the desk, in words."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.modules.hospital.queries.visiting import DeskVisit
from hoaban.modules.hospital.views import counter_words, here
from hoaban.shared.chart import api as chart
from hoaban.shared.exchange import api as exchange
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from hoaban.ui import formats, parts
from hoaban.ui.forms import said


def name(one: DeskVisit) -> str:
    return one.person.name or _("Chưa rõ danh tính")


def number(one: DeskVisit) -> dict[str, str] | None:
    """The latest number in words."""
    last = one.number
    if last is None:
        return None
    return {"text": formats.number(last.ticket.number), "where": said(last.point.vi, last.point.en)}


def pairs(one: DeskVisit) -> tuple[parts.Pair, ...]:
    """What was taken down."""
    arrival, person = one.visit.arrival, one.person
    day = clock.vietnam_day(one.visit.arrived_at)
    given = [
        _("số %(number)s, %(room)s") % {
            "number": each.ticket.number, "room": said(each.point.vi, each.point.en),
        }
        for each in one.numbers
    ]  # fmt: skip
    found = (
        parts.Pair(_("Số lượt khám"), one.visit.number),
        parts.Pair(_("Đến lúc"), formats.day_time(one.visit.arrived_at)),
        parts.Pair(_("Ngày sinh"), counter_words.birth(person.birth)),
        parts.Pair(_("Giới tính"), chart.sex_word(person.sex)),
        parts.Pair(_("Nơi cư trú"), counter_words.commune_name(person.commune_code)),
        parts.Pair(_("Lý do đến khám"), arrival.reason),
        parts.Pair(_("Số thứ tự"), "; ".join(given)),
        parts.Pair(_("Ưu tiên"), _priority(arrival.priority)),
        parts.Pair(_("Đối tượng"), payer(arrival, day)),
        parts.Pair(_("Thẻ BHYT"), _card(arrival)),
        parts.Pair(_("Phiếu chuyển"), _referral(arrival)),
        parts.Pair(_("Xác minh bằng"), _(here.METHODS[one.identified_by]) if one.identified_by else ""),
        parts.Pair(_("Cam kết của người bệnh"), one.commitment),
        parts.Pair(_("Đặc điểm nhận dạng"), one.marks),
    )
    return tuple(each for each in found if each.value)


def payer(arrival: visits.Arrival, day: date) -> str:
    """Who pays: the class of the insurance, or the person."""
    if not arrival.coverage_class:
        return _("Tự chi trả")
    found = codes.find("MA_DOITUONG_KCB", arrival.coverage_class, day)
    words = said(found.name_vi, found.name_en) if found else ""
    return f"{arrival.coverage_class} · {words}" if words else arrival.coverage_class


def acts(one: DeskVisit) -> list[dict[str, str]]:
    """What else may be done with the visit at the desk."""
    visit = one.visit
    found = []
    if visit.is_open:
        found.append(("hospital:correct", _("Sửa thông tin tiếp đón"), "settings"))
    if visit.is_open and one.is_unknown:
        found.append(("hospital:identify", _("Xác định danh tính"), "person"))
    if one.was_unknown:
        found.append(("hospital:take-back", _("Xác định nhầm, hoàn tác"), "refresh"))
    if visit.state is visits.State.ARRIVED:
        found.append(("hospital:move", _("Tiếp đón nhầm người"), "people"))
    if visit.state in (visits.State.ARRIVED, visits.State.TRIAGED):
        found.append(("hospital:cancel", _("Hủy lượt khám"), "cross"))
    again = {
        "label": _("Tiếp đón lượt khác"),
        "icon": "plus",
        "url": reverse("hospital:arrival", args=[one.person.id]),
    }
    return [
        *(
            {"label": label, "icon": icon, "url": reverse(route, args=[visit.id])}
            for route, label, icon in found
        ),
        again,
    ]


def checks(one: DeskVisit) -> list[parts.Pair]:
    """What the portal said of the card, the newest first."""
    return [
        parts.Pair(
            said(*exchange.MOMENTS[each.moment]),
            said(*each.words),
            note=formats.day_time(each.asked_at) if each.asked_at else "",
        )
        for each in one.checks
    ]


def slip(one: DeskVisit) -> dict[str, object]:
    """What a slip says: no diagnosis, no number of a card."""
    arrival, last = one.visit.arrival, one.number
    at = one.visit.arrived_at.astimezone(clock.VIETNAM)
    return {
        "name": name(one),
        "birth": counter_words.birth(one.person.birth),
        "sex": chart.sex_word(one.person.sex),
        "commune": counter_words.commune_name(one.person.commune_code),
        "at": formats.day_time(at),
        "payer": payer(arrival, at.date()),
        "priority": _priority(arrival.priority),
        "room": said(last.point.vi, last.point.en) if last else "",
        "ticket": str(last.ticket.number) if last else "",
        "reason": arrival.reason,
        "department": _department(arrival, at.date()),
        "label": _("Mã vuông của lượt khám"),
    }


def _department(arrival: visits.Arrival, day: date) -> str:
    if not arrival.department:
        return ""
    found = codes.find("MA_KHOA", arrival.department, day)
    return said(found.name_vi, found.name_en) if found else arrival.department


def _priority(code: str) -> str:
    if code == scheduling.NONE:
        return ""
    one = scheduling.priorities()[code]
    return said(one.vi, one.en)


def _card(arrival: visits.Arrival) -> str:
    card = arrival.card
    if card is None:
        return ""
    days = " – ".join(formats.day(one) for one in (card.valid_from, card.valid_to) if one)
    where = ""
    if card.registered_at:
        facility = places.facility(card.registered_at)
        where = facility.name if facility else card.registered_at
    return ", ".join(filter(None, (formats.masked(card.number), days, where)))


def _referral(arrival: visits.Arrival) -> str:
    one = arrival.referral
    origin = places.facility(one.from_facility) if one.from_facility else None
    written = formats.day(one.written_on) if one.written_on else ""
    return ", ".join(filter(None, (one.paper, origin.name if origin else one.from_facility, written)))
