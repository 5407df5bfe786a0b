"""What the counter shows, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.modules.hospital.queries.desk import Came
from hoaban.modules.hospital.queries.rooms import RoomNow
from hoaban.shared.chart import api as chart
from hoaban.shared.exchange import api as exchange
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits
from hoaban.ui import formats, parts
from hoaban.ui.forms import said

_KINDS = {visits.State.ENDED: "neutral", visits.State.CANCELLED: "neutral", visits.State.SEEN: "info"}


def choices(hits: Sequence[people.Found], scan: str) -> list[dict[str, object]]:
    """Those who may be meant, each with what tells them apart."""
    communes = {one.code: one.full_name for one in places.communes(clock.vietnam_day(clock.now()))}
    return [
        {
            "id": one.id,
            "name": one.name or _("Chưa rõ danh tính"),
            "facts": ", ".join(
                filter(None, (chart.sex_word(one.sex), birth(one.birth), communes.get(one.commune_code, "")))
            ),
            "numbers": ", ".join(formats.masked(number) for number in one.numbers),
            "deceased": one.deceased,
            "url": reverse("hospital:arrival", args=[one.id]),
            "scan": scan,
        }
        for one in hits
    ]


def card_pairs(card: exchange.CardScan) -> tuple[parts.Pair, ...]:
    """What stands on a card that nobody of the register carries."""
    pairs = (
        parts.Pair(_("Số thẻ"), card.number),
        parts.Pair(_("Họ và tên"), card.name),
        parts.Pair(_("Ngày sinh"), birth(card.birth)),
        parts.Pair(_("Giới tính"), chart.sex_word(card.sex)),
        parts.Pair(_("Địa chỉ"), card.address),
    )
    return tuple(one for one in pairs if one.value)


def today_table(came: Sequence[Came]) -> parts.Table:
    """Who came last."""
    rows = tuple(
        (
            parts.Cell(
                (one.person.name if one.person else "") or _("Chưa rõ danh tính"),
                url=reverse("hospital:desk-visit", args=[one.visit.id]),
                note=one.visit.number,
                head=True,
            ),
            parts.Cell(birth(one.person.birth) if one.person else ""),
            parts.Cell(formats.clock(one.visit.arrived_at.astimezone(clock.VIETNAM))),
            parts.Cell("", badge=state_badge(one.visit)),
        )
        for one in came
    )
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Ngày sinh"), "date"), parts.Column(_("Đến lúc"), "date"),
        parts.Column(_("Trạng thái")),
    )  # fmt: skip
    return parts.Table(_("Vừa tiếp đón hôm nay"), columns, rows, empty=_("Hôm nay chưa có ai đến."))


def state_badge(visit: visits.Visit) -> parts.Badge:
    """How far a visit is."""
    if visit.arrival.emergency and visit.is_open:
        return parts.Badge(_("Cấp cứu"), "danger")
    return parts.Badge(said(*visits.STATES[visit.state]), _KINDS.get(visit.state, "success"))


def rooms_table(rooms: Sequence[RoomNow]) -> parts.Table:
    """How full the rooms are."""
    rows = tuple(
        (
            parts.Cell(
                room_name(one), url=reverse("hospital:queue", args=[one.point.id]), note=one.doctor, head=True
            ),
            parts.Cell(formats.number(one.room.waiting)),
            parts.Cell(minutes(one.room.minutes)),
        )
        for one in rooms
    )
    columns = (
        parts.Column(_("Phòng khám")), parts.Column(_("Đang chờ"), "number"), parts.Column(_("Chờ khoảng"), "number"),
    )  # fmt: skip
    return parts.Table(_("Các phòng lúc này"), columns, rows, empty=_("Cơ sở chưa mở phòng khám nào."))


def room_name(one: RoomNow) -> str:
    return said(one.point.vi, one.point.en)


def minutes(count: int) -> str:
    return ngettext("%s phút", "%s phút", count) % formats.number(count)


def commune_name(code: str) -> str:
    """Of today; empty where none is known."""
    found = places.commune_on(code, clock.vietnam_day(clock.now())) if code else None
    return found.full_name if found else ""


def birth(text: str) -> str:
    return formats.partial_date(text) if text else ""
