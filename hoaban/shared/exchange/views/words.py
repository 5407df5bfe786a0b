"""How a message stands, in words: state, age, what went wrong, and what to do about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from hoaban.shared.exchange.queries.shaping import Message
from hoaban.shared.exchange.rules import destinations, states
from hoaban.shared.exchange.rules.states import State
from hoaban.ui import formats, parts
from hoaban.ui.forms import said

_LOOKS: dict[State, tuple[str, str]] = {
    State.WAITING: ("info", "clock"), State.SENDING: ("info", "clock"), State.UNSURE: ("warning", "clock"),
    State.ACCEPTED: ("success", "check"), State.REFUSED: ("danger", "cross"), State.DEAD: ("danger", "cross"),
    State.BY_HAND: ("success", "check"), State.REPLACED: ("neutral", ""), State.CALLED_BACK: ("neutral", ""),
    State.WITHHELD: ("neutral", ""),
}  # fmt: skip
REASONS = {
    "timeout": lazy("bên nhận không trả lời kịp"), "unreachable": lazy("không nối được với bên nhận"),
    "answer": lazy("bên nhận trả lời không hiểu được"), "login": lazy("bên nhận không cho đăng nhập"),
    "broken-off": lazy("lần gửi bị ngắt giữa chừng"), "off": lazy("nơi nhận đang tắt"),
    "not-configured": lazy("nơi nhận chưa được cấu hình"), "no-credentials": lazy("chưa có tài khoản tại nơi nhận"),
    "exists": lazy("mã này đã có ở bên nhận"), "refused": lazy("bên nhận từ chối"),
    "unreadable": lazy("nội dung không mở được"), "not-found-there": lazy("bên nhận chưa thấy có"),
    "cancelled-here": lazy("đã hủy ở cơ sở, bên nhận còn giữ hoặc có thể có"),
    "shape": lazy("số không đúng dạng"),
}  # fmt: skip
_TO_DO = {
    "login": lazy("Kiểm tra tài khoản ở trang Nơi nhận, rồi gửi lại."),
    "no-credentials": lazy("Ghi tài khoản của cơ sở và của bác sĩ ở trang Nơi nhận."),
    "off": lazy("Bật lại ở trang Nơi nhận khi muốn gửi."),
    "not-configured": lazy("Người quản trị máy chủ cấu hình địa chỉ nơi nhận."),
    "exists": lazy("Mã đã có ở bên nhận: lập đơn thay thế với mã mới."),
    "unreadable": lazy("Khóa niêm phong đã đổi: lập lại nội dung này."),
    "cancelled-here": lazy("Hủy trên trang của bên nhận, rồi ghi ở đây: bên nhận không có lệnh thu hồi."),
    "not-found-there": lazy("Xem lại trên trang của bên nhận; nếu chưa có thì nhập lại."),
}
_DAY = timedelta(days=1)
_LONGEST = 40
_HOUR = timedelta(hours=1)


def asked(request: HttpRequest, name: str) -> str:
    """A short word of the address; what no list can hold is nothing."""
    given = request.GET.get(name, "")
    return given if len(given) <= _LONGEST and given.isprintable() else ""


def state(one: Message) -> parts.Badge:
    """Where it stands."""
    kind, icon = _LOOKS[one.state]
    if one.reason and one.state in states.DONE:
        kind, icon = "warning", "clock"
    return parts.Badge(said(*states.STATES[one.state]), kind, icon)


def reason(code: str) -> str:
    """What went wrong; of a code that nobody knows, the code itself."""
    if code.startswith("status-"):
        return _("bên nhận báo lỗi %s") % code.removeprefix("status-")
    known = REASONS.get(code)
    return str(known) if known else _("bên nhận không nhận: %s") % code if code else ""


def to_do(one: Message) -> str:
    """What a person does about it; empty: nothing."""
    if one.reason in _TO_DO:
        return str(_TO_DO[one.reason])
    if one.state is State.REFUSED:
        return _("Sửa ở nơi đã lập (bản thay thế được gửi đi), hoặc nhập tay.")
    if one.state is State.DEAD:
        return _("Gửi lại khi bên nhận hoạt động, hoặc nhập tay với tệp chứng minh.")
    if one.state is State.UNSURE:
        return _("Không phải làm gì: hệ thống hỏi bên nhận rồi mới gửi lại, không gửi hai lần.")
    if one.state is State.WITHHELD:
        return _("Không phải làm gì: nội dung quá nhạy cảm cho nơi nhận này.")
    return ""


def destination(key: str) -> str:
    """The name of a destination."""
    return said(*destinations.destination(key).name)


def extent(one: Message) -> str:
    """How much was dispensed."""
    words = {"none": _("chưa cấp thuốc"), "part": _("đã cấp một phần"), "whole": _("đã cấp đủ")}
    return words.get(one.extent, "")


def age(since: datetime, now: datetime) -> str:
    """How long ago, in the largest whole unit."""
    passed = now - since
    if days := passed // _DAY:
        return ngettext("đã %(count)s ngày", "đã %(count)s ngày", days) % {"count": formats.number(days)}
    if hours := passed // _HOUR:
        return ngettext("đã %(count)s giờ", "đã %(count)s giờ", hours) % {"count": formats.number(hours)}
    minutes = passed // timedelta(minutes=1)
    return ngettext("đã %(count)s phút", "đã %(count)s phút", minutes) % {"count": formats.number(minutes)}
