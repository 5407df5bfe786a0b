"""Tables and pairs of what goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.kernel.tries import Outcome
from hoaban.shared.exchange.queries.shaping import Receipt
from hoaban.shared.exchange.queries.watching import CardLine, Detail, Figures, Watch
from hoaban.shared.exchange.rules import cards as card_rules
from hoaban.shared.exchange.rules import destinations, states
from hoaban.shared.exchange.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import page_url, said

_CARD_LOOKS = {
    "valid": ("success", "check"),
    "not_valid": ("warning", "cross"),
    "another": ("danger", "cross"),
    "unknown": ("info", "clock"),
}


def figures(found: Watch, now: datetime) -> parts.Table:
    """Per facility and destination."""
    columns = (
        parts.Column(_("Cơ sở")), parts.Column(_("Nơi nhận")), parts.Column(_("Cần người xử lý"), "number"),
        parts.Column(_("Chưa xong"), "number"), parts.Column(_("Đã xong trong 30 ngày"), "number"),
        parts.Column(_("Chờ lâu nhất"), "number"),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                found.names.get(one.facility, one.facility), page_url({"facility": one.facility}), head=True
            ),
            parts.Cell(words.destination(one.destination), _list_of(one)),
            parts.Cell(formats.number(one.counts["stuck"])),
            parts.Cell(formats.number(one.counts["open"])),
            parts.Cell(formats.number(one.counts["done"])),
            parts.Cell(words.age(one.oldest_at, now) if one.oldest_at else "—"),
        )
        for one in found.figures
    )
    return parts.Table(_("Theo cơ sở và nơi nhận"), columns, rows, empty=_("Chưa có gì được gửi ra ngoài."))


def lines(found: Watch, now: datetime) -> parts.Table:
    """A page of messages."""
    columns = (
        parts.Column(_("Mã")), parts.Column(_("Nơi nhận")), parts.Column(_("Lập lúc"), "date"), parts.Column(_("Trạng thái")),
        parts.Column(_("Số lần thử"), "number"), parts.Column(_("Cơ sở")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(one.key, reverse("exchange:message", args=[one.id]), head=True),
            parts.Cell(words.destination(one.destination)),
            parts.Cell(formats.day_time(one.made_at), note=words.age(one.made_at, now)),
            parts.Cell("", badge=words.state(one), note=words.reason(one.reason) or words.extent(one)),
            parts.Cell(formats.number(one.tries)),
            parts.Cell(found.names.get(one.facility_code, one.facility_code)),
        )
        for one in found.lines
    )
    return parts.Table(_("Các thông điệp"), columns, rows, empty=_("Không có thông điệp nào."))


def pairs(found: Detail, now: datetime) -> list[parts.Pair]:
    """What is known of one message."""
    one = found.message
    shown = [
        parts.Pair(_("Mã"), one.key),
        parts.Pair(_("Cơ sở"), found.facility),
        *([parts.Pair(_("Người bệnh"), found.person.name)] if found.person else []),
        parts.Pair(_("Lập lúc"), formats.day_time(one.made_at), note=words.age(one.made_at, now)),
        parts.Pair(_("Đổi trạng thái lúc"), formats.day_time(one.changed_at)),
        *([parts.Pair(_("Thử tiếp lúc"), formats.day_time(one.due_at))] if one.state in states.OPEN else []),
        *([parts.Pair(_("Số của bên nhận"), one.reference)] if one.reference else []),
        *([parts.Pair(_("Cấp thuốc"), words.extent(one))] if one.extent else []),
        parts.Pair(
            _("Phiên bản dữ liệu"), one.schema, note=_("đã che người bệnh là ai") if one.masked else ""
        ),
        *(
            [parts.Pair(_("Thay cho"), _("thông điệp trước"), _message_url(one.replaces))]
            if one.replaces
            else []
        ),
        *(
            [parts.Pair(_("Được thay bằng"), _("thông điệp sau"), _message_url(found.replaced_by))]
            if found.replaced_by
            else []
        ),
    ]
    if not found.has_content:
        shown.append(parts.Pair(_("Nội dung"), _("không còn giữ ở đây")))
    return shown


def tries(found: Detail) -> parts.Table:
    """Every try."""
    columns = (
        parts.Column(_("Lần")), parts.Column(_("Bắt đầu"), "date"), parts.Column(_("Kết quả")), parts.Column(_("Vì sao")),
    )  # fmt: skip
    outcomes = {
        Outcome.ACCEPTED: _("được nhận"),
        Outcome.REFUSED: _("bị từ chối"),
        Outcome.LATER: _("chưa được"),
    }
    rows = tuple(
        (
            parts.Cell(formats.number(one.number), head=True),
            parts.Cell(formats.day_time(one.began_at)),
            parts.Cell(outcomes[Outcome(one.outcome)] if one.outcome else _("đang gửi hoặc bị ngắt")),
            parts.Cell(words.reason(one.reason) or "—"),
        )
        for one in found.tries
    )
    return parts.Table(_("Các lần thử"), columns, rows, empty=_("Chưa thử lần nào."))


def receipts(found: Detail, *, with_files: bool) -> parts.Table:
    """What the other side told, and what was entered by hand."""
    columns = (
        parts.Column(_("Phản hồi")), parts.Column(_("Lúc"), "date"), parts.Column(_("Số")), parts.Column(_("Chi tiết")),
    )  # fmt: skip
    kinds = {
        "accepted": _("được nhận"), "found": _("đã thấy có ở bên nhận"), "dispensed": _("cấp thuốc"),
        "by_hand": _("nhập tay"),
    }  # fmt: skip
    rows = tuple(
        (
            parts.Cell(kinds.get(one.kind, one.kind), head=True),
            parts.Cell(formats.day_time(one.at)),
            parts.Cell(one.number or "—"),
            parts.Cell(*_detail(found, one, with_files=with_files)),
        )
        for one in found.message.receipts
    )
    return parts.Table(_("Phản hồi của bên nhận"), columns, rows, empty=_("Chưa có phản hồi nào."))


def cards(rows: Sequence[CardLine], now: datetime, moments: Mapping[str, tuple[str, str]]) -> parts.Table:
    """Questions about cards."""
    columns = (
        parts.Column(_("Hỏi lúc"), "date"), parts.Column(_("Cơ sở")), parts.Column(_("Khi nào")),
        parts.Column(_("Trả lời")), parts.Column(_("Số lần thử"), "number"), parts.Column(_("Hỏi lại lúc"), "date"),
    )  # fmt: skip
    shown = tuple(
        (
            parts.Cell(formats.day_time(one.asked_at), note=words.age(one.asked_at, now), head=True),
            parts.Cell(one.facility),
            parts.Cell(said(*moments[one.moment])),
            parts.Cell("", badge=_card_badge(one), note=said(*one.words)),
            parts.Cell(formats.number(one.tries)),
            parts.Cell(formats.day_time(one.due_at) if one.due_at else "—"),
        )
        for one in rows
    )
    return parts.Table(_("Tra cứu thẻ BHYT"), columns, shown, empty=_("Không có câu hỏi nào."))


def _card_badge(one: CardLine) -> parts.Badge:
    return parts.Badge(said(*card_rules.CARD_STATES[one.state]), *_CARD_LOOKS[one.state])


def _list_of(one: Figures) -> str:
    if one.destination == destinations.CARDS:
        return reverse("exchange:cards") + page_url({"show": "all", "facility": one.facility})
    return page_url({"facility": one.facility, "to": one.destination})


def _message_url(message: object) -> str:
    return reverse("exchange:message", args=[message])


def _detail(found: Detail, one: Receipt, *, with_files: bool) -> tuple[str, str]:
    """Words, and the address of a file."""
    if one.proof and with_files:
        return _("tệp chứng minh"), reverse("exchange:proof", args=[found.message.id, one.proof])
    if one.kind == "dispensed":
        part = {"part": _("đã cấp một phần"), "whole": _("đã cấp đủ")}
        return part.get(str(one.facts.get("extent")), "—"), ""
    return "—", ""
