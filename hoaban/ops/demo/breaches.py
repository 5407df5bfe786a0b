"""Two breaches of the story: one whose clock is running, one that was told in time and closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from hoaban.foundation.accounts import api as accounts
from hoaban.ops.demo.trial_provider import citizens
from hoaban.shared.privacy import api as privacy
from hoaban.shared.privacy.api import BreachStep, BreachStepKind, Facts

_OFFICER = "kiemtra"
_LOST = Facts(
    what="Mất một máy tính xách tay của Trạm Y tế khi đi tiêm chủng lưu động.",
    how="Để quên trên xe khách; máy có mật khẩu, ổ đĩa chưa mã hóa.",
    people=86,
    categories=("identity", "health", "contact"),
)
_MAILED = Facts(
    what="Danh sách hẹn tái khám gửi nhầm vào một nhóm trò chuyện ngoài đơn vị.",
    how="Nhân viên chọn nhầm nhóm; phát hiện sau 20 phút.",
    people=31,
    categories=("identity", "health"),
    consequences="Người ngoài đơn vị biết tên và khoa hẹn khám của 31 người.",
    measures="Đã thu hồi tin, nhắc cả khoa; danh sách hẹn không gửi qua trò chuyện nữa.",
)


def report_demo_breaches(*, now: datetime) -> int:
    """Kept by the data-protection officer; doing it again changes nothing. Returns how many."""
    officer = accounts.actor_of(_OFFICER, now=now)
    hour = now.replace(minute=0, second=0, microsecond=0)
    lost = privacy.open_breach(
        actor=officer, discovered_at=hour - timedelta(hours=45), facts=_LOST, once="demo-lost", now=now
    )
    concerned = "\n".join(one.number for one in citizens().values())
    privacy.tell_concerned(actor=officer, number=lost, numbers=concerned, once="demo-lost-told", now=now)
    found = hour - timedelta(days=20)
    number = privacy.open_breach(
        actor=officer, discovered_at=found, facts=_MAILED, once="demo-mailed", now=now
    )
    told = BreachStep(
        BreachStepKind.TOLD, "Đã gửi thông báo qua Cổng Dịch vụ công quốc gia.", "authority", found + timedelta(hours=28)
    )  # fmt: skip
    closed = BreachStep(
        BreachStepKind.CLOSED, "Đã xóa hết ở nơi nhận; cơ quan chuyên trách không yêu cầu thêm."
    )
    for key, step in (("told", told), ("closed", closed)):
        privacy.take_breach_step(actor=officer, number=number, step=step, once=f"demo-mailed-{key}", now=now)
    return 2
