"""All assignments as the lines of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hoaban.connect import sheets
from hoaban.connect.sheets import Column, Kind
from hoaban.foundation.accounts.queries.assignments import Given, Wanted, list_given
from hoaban.foundation.accounts.rules.entrusting import entrusted_of
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.clock import VIETNAM, vietnam_day

SHEET = "VaiTro"
_STATES = {
    "waiting": "Chờ người thứ hai",
    "coming": "Sắp có hiệu lực",
    "held": "Đang hiệu lực",
    "ended": "Đã kết thúc",
}
COLUMNS = (
    Column("id", "Số", "Number", width=8),
    Column("username", "Tên đăng nhập", "User name"),
    Column("name", "Họ và tên", "Name", width=26),
    Column("post", "Chức vụ", "Post", width=40),
    Column("role", "Vai trò", "Role", width=30),
    Column("place", "Phạm vi", "Scope", width=40),
    Column("code", "Mã phạm vi", "Scope code"),
    Column("rights", "Quyền đích danh", "Rights by name", Kind.CODES),
    Column("starts", "Từ ngày", "From", Kind.DAY),
    Column("ends", "Đến ngày", "To", Kind.DAY),
    Column("state", "Trạng thái", "State", width=20),
    Column("given_by", "Người giao", "Given by"),
    Column("given", "Ngày giao", "Given on", Kind.DAY),
    Column("reason", "Lý do giao", "Reason", width=40),
    Column("basis", "Giấy tờ", "Paper", width=40),
    Column("agreed_by", "Người đồng ý", "Agreed by"),
    Column("confirmed", "Xác nhận lần cuối", "Last confirmed", Kind.DAY),
    Column("due", "Đến hạn rà soát", "Review due", Kind.DAY),
    Column("ended_by", "Người rút", "Ended by"),
    Column("end_reason", "Lý do rút", "Reason of the end", width=40),
    Column("signed_in", "Đăng nhập lần cuối", "Last sign-in", Kind.DAY),
)


def lines(*, actor: Actor, now: datetime) -> list[dict[str, sheets.Value]]:
    """Every assignment that the actor may see, also what waits and what has ended."""
    names = place_names(now)
    which = ("held", "waiting", "ended")
    found = [one for each in which for one in list_given(actor=actor, wanted=Wanted(each), now=now)]
    return [dict(_line(one, names)) for one in sorted(found, key=lambda one: one.id)]


def place_names(now: datetime) -> dict[Scope, str]:
    """How each place of a role is called today, in Vietnamese."""
    today = vietnam_day(now)
    named = {Scope("facility", code): name for code, name in places.facility_names(today).items()}
    named |= {Scope("department", code): name for code, name in places.department_names(today).items()}
    named |= {Scope("commune", one.code): one.full_name for one in places.communes(today)}
    return {**named, Scope("all"): "Toàn tỉnh"}


def _line(one: Given, names: dict[Scope, str]) -> Iterator[tuple[str, sheets.Value]]:
    yield "id", str(one.id)
    yield "username", one.username
    yield "name", one.name
    yield "post", one.post_vi
    yield "role", one.role.name_vi if one.role else one.role_key
    yield "place", _place(one.scope, names)
    yield "code", one.scope.code
    yield "rights", one.rights
    yield "starts", one.course.starts_on
    yield "ends", one.course.ends_on
    yield "state", _STATES[one.state]
    yield "given_by", one.given_by
    yield "given", vietnam_day(one.given_at)
    yield "reason", one.reason
    yield "basis", one.basis.paper
    yield "agreed_by", one.agreed_by
    yield "confirmed", vietnam_day(one.confirmed_at)
    yield "due", one.due_on if one.state in ("held", "coming") else None
    yield "ended_by", one.ended_by
    yield "end_reason", one.end_reason
    yield "signed_in", one.last_sign_in_at.astimezone(VIETNAM).date() if one.last_sign_in_at else None


def _place(scope: Scope, names: dict[Scope, str]) -> str:
    """The name of a place; of a role for one person, for which facility: who it is, only the code says."""
    if entrusted := entrusted_of(scope):
        code = entrusted.facility_code
        return f"Một người được giao, tại {names.get(Scope('facility', code), code)}"
    return names.get(scope, scope.code)
