"""How a message stands, in words: state, way, age, and what went wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from hoaban.shared.messaging.queries.boxes import Line
from hoaban.shared.messaging.rules import deciding
from hoaban.shared.messaging.rules.deciding import State, Way
from hoaban.ui import formats, parts
from hoaban.ui.forms import said

_LOOKS: dict[State, tuple[str, str]] = {
    State.ASKED: ("info", "clock"), State.HELD: ("info", "clock"), State.SENDING: ("info", "clock"),
    State.SENT: ("info", "check"), State.DELIVERED: ("success", "check"), State.FAILED: ("danger", "cross"),
    State.EXPIRED: ("neutral", ""), State.PAGE: ("neutral", ""), State.TO_TELL: ("warning", "clock"),
    State.TOLD: ("success", "check"),
}  # fmt: skip
_REASONS = {
    "nobody": lazy("không có điện thoại, không có trạm đăng ký"), "timeout": lazy("bên kia không trả lời kịp"),
    "unreachable": lazy("không nối được với bên kia"), "unknown-number": lazy("số máy không có thật"),
    "switched-off": lazy("máy tắt hoặc ngoài vùng phủ sóng"), "undelivered": lazy("không đến được máy"),
    "answer": lazy("bên kia trả lời không hiểu được"), "broken-off": lazy("việc gửi bị ngắt nhiều lần"),
    "stopped": lazy("số máy đã nhắn dừng"), "wish": lazy("theo ý người ấy"), "deceased": lazy("người ấy đã mất"),
    "refused": lazy("bên kia từ chối"),
    "called-off": lazy("lịch hẹn không còn"), "no-way": lazy("cách gửi này không còn được cấu hình"),
}  # fmt: skip
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def state(one: Line) -> parts.Badge:
    """Where it stands."""
    return parts.Badge(said(*deciding.STATES[one.state]), *_LOOKS[one.state])


def way(one: Line) -> str:
    """How it went or goes out; of a telephone or mailbox only the end or beginning."""
    if one.way is None:
        return ""
    words = said(*deciding.WAYS[one.way])
    return f"{words}: {masked(one.way, one.address)}" if one.address else words


def masked(by: Way, address: str) -> str:
    """Enough to recognise one's own number or mailbox by, and no more."""
    if by is Way.EMAIL:
        name, _at, host = address.partition("@")
        return f"{name[:1]}•••@{host}"
    return formats.masked(address, 3)


def reason(one: Line) -> str:
    """What went wrong, or why it was not sent; the code itself where no words are known."""
    if one.reason.startswith("status-"):
        return _("bên kia báo lỗi %s") % one.reason.removeprefix("status-")
    return str(_REASONS.get(one.reason, one.reason))


def age(since: datetime, now: datetime) -> str:
    """How long ago, in the largest whole unit."""
    passed = now - since
    if days := passed // _DAY:
        return ngettext("đã %(count)s ngày", "đã %(count)s ngày", days) % {"count": formats.number(days)}
    if hours := passed // _HOUR:
        return ngettext("đã %(count)s giờ", "đã %(count)s giờ", hours) % {"count": formats.number(hours)}
    minutes = passed // timedelta(minutes=1)
    return ngettext("đã %(count)s phút", "đã %(count)s phút", minutes) % {"count": formats.number(minutes)}
