"""How states, failures and certificates are told to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hoaban.connect.signatures import Fault
from hoaban.shared.signing.queries import Certificate
from hoaban.shared.signing.queries.confirmations import Confirmation
from hoaban.shared.signing.rules import KINDS, Capacity, Failure, Standing, State, Way
from hoaban.ui import formats, parts
from hoaban.ui.forms import said

_STATES = {
    State.WAITING: (lazy("Chờ đến lượt"), "neutral"),
    State.SIGNING: (lazy("Đang ký"), "info"),
    State.SIGNED: (lazy("Đã ký"), "success"),
    State.FAILED: (lazy("Chưa ký được"), "danger"),
}
_FAILURES = {
    Failure.PASSPHRASE: lazy(
        "Mật khẩu hoặc mã PIN không đúng. Gõ lại cẩn thận: sai nhiều lần có thể bị khóa."
    ),
    Failure.UNAVAILABLE: lazy(
        "Dịch vụ ký, thiết bị giữ khóa hoặc dịch vụ thời gian không trả lời. Hãy thử lại sau ít phút."
    ),
    Failure.REFUSED: lazy("Dịch vụ ký từ chối, hoặc khóa đang bị tạm ngừng. Hãy hỏi nơi cấp chữ ký số."),
    Failure.KEY: lazy("Khóa không khớp với chứng thư đã đăng ký. Hãy báo cán bộ quản lý tài khoản."),
    Failure.CERTIFICATE: lazy("Chứng thư đã hết hạn, chưa tới hạn hoặc đã bị thu hồi."),
    Failure.FORM: lazy("Tệp này không nhận được chữ ký. Hãy báo nơi lập giấy."),
    Failure.CLOCK: lazy(
        "Đồng hồ máy chủ và dịch vụ thời gian lệch nhau. Hãy báo cán bộ công nghệ thông tin."
    ),
    Failure.WITHDRAWN: lazy("Nơi lập giấy đã rút giấy này, hoặc giấy đã được ký trong lần khác."),
}
_FAULTS = {
    Fault.CHANGED: lazy("Nội dung đã bị thay đổi sau khi ký."),
    Fault.UNTRUSTED: lazy("Chứng thư không do tổ chức đáng tin cấp."),
    Fault.EXPIRED: lazy("Chứng thư không có hiệu lực lúc ký."),
    Fault.REVOKED: lazy("Chứng thư đã bị thu hồi trước khi ký."),
    Fault.TIME: lazy("Dấu thời gian không đúng."),
    Fault.FORM: lazy("Không đọc được chữ ký."),
}
_WAYS = {
    Way.PASSWORD: lazy("Mật khẩu của nhân viên"),
    Way.HAND: lazy("Chữ ký tay trên màn hình hoặc ảnh chữ ký"),
    Way.FINGER: lazy("Ảnh vân tay"),
    Way.WITNESSED: lazy("Có người làm chứng"),
}
_CAPACITIES = {
    Capacity.STAFF: lazy("Nhân viên"),
    Capacity.PATIENT: lazy("Người bệnh"),
    Capacity.REPRESENTATIVE: lazy("Người đại diện của người bệnh"),
}
_STANDINGS = {
    Standing.GOOD: (lazy("Còn hiệu lực"), "success"),
    Standing.ENDS_SOON: (lazy("Sắp hết hạn"), "warning"),
    Standing.ENDED: (lazy("Hết hạn"), "danger"),
    Standing.NOT_YET: (lazy("Chưa tới hạn"), "warning"),
    Standing.REVOKED: (lazy("Đã thu hồi"), "danger"),
}


def state(one: State) -> parts.Badge:
    """Of a paper."""
    text, kind = _STATES[one]
    return parts.Badge(str(text), kind)


def failure(one: Failure | None) -> str:
    """Why a paper was not signed, and what helps."""
    return str(_FAILURES[one]) if one else ""


def fault(one: Fault) -> str:
    """Why a signature does not count."""
    return str(_FAULTS[one])


def standing(one: Standing) -> parts.Badge:
    """Of a certificate."""
    text, kind = _STANDINGS[one]
    return parts.Badge(str(text), kind)


def way(one: Way) -> str:
    """How somebody confirms."""
    return str(_WAYS[one])


def capacity(one: Capacity) -> str:
    """As what."""
    return str(_CAPACITIES[one])


def confirmation(one: Confirmation) -> dict[str, object]:
    """One confirmation for a panel."""
    broken = parts.Badge(_("Bằng chứng đã bị thay đổi"), "danger")
    return {
        "title": str(_WAYS[one.way]),
        "badge": None if one.holds else broken,
        "pairs": (
            parts.Pair(_("Người xác nhận"), one.name, note=str(_CAPACITIES[one.capacity])),
            parts.Pair(_("Thời điểm"), formats.day_time(one.at)),
            parts.Pair(_("Ghi nhận bởi"), one.account.removeprefix("account:"), note=one.facility_code),
            *((parts.Pair(_("Người làm chứng"), one.witness),) if one.witness else ()),
            *((parts.Pair(_("Ghi chú"), one.words),) if one.words else ()),
        ),
    }


def kind(key: str) -> str:
    """The heading under which papers of a kind stand."""
    return said(*KINDS.get(key, KINDS["other"]))


def certificate(one: Certificate) -> str:
    """A certificate to choose from: whose, of whom, until when."""
    until = _("đến %s") % formats.day(one.valid_until)
    return f"{common_name(one.subject)} · {common_name(one.issuer)} · {until}"


def common_name(subject: str) -> str:
    """The name in a certificate's long name."""
    for part in subject.replace("\\,", "\0").split(","):
        if part.strip().startswith("CN="):
            return part.strip()[3:].replace("\0", ",")
    return subject
