"""What two people of the story asked about their data: one waits, one is overdue, one was refused, one fulfilled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.people import api as people
from hoaban.shared.privacy import api as privacy
from hoaban.shared.privacy.api import Asking, RequestAnswer, RequestState

_DESK, _OFFICER = "tiepdon", "kiemtra"


@dataclass(frozen=True, slots=True)
class _Told:
    """A request of the story: who asks, what, so many days ago, and the answer."""

    name: str
    year: int
    kind: str
    text: str
    days_ago: int
    answer: RequestAnswer | None = None


_STORY = (
    _Told(
        "Lò Văn Inh", 1964, "correct", "Hồ sơ ghi tôi dị ứng penicillin, bác sĩ nói không phải; xin xem lại và sửa.", 4
    ),
    _Told("Giàng Thị Mỷ", 2002, "copy", "Xin bản in hồ sơ lần sinh để mang về Trạm Y tế xã.", 14),
    _Told(
        "Lò Văn Inh", 1964, "delete", "Xin xóa đợt điều trị năm ngoái.", 40,
        RequestAnswer(
            RequestState.REFUSED, "Hồ sơ bệnh án ngoại trú phải lưu 10 năm; có thể từ chối nơi khác xem phần này.",
            "kept-by-law",
        ),
    ),
    _Told(
        "Giàng Thị Mỷ", 2002, "object", "Không muốn số điện thoại của tôi dùng để gửi tin nhắn.", 20,
        RequestAnswer(RequestState.FULFILLED, "Đã bỏ số điện thoại khỏi danh sách nhận tin nhắn."),
    ),
)  # fmt: skip


def ask_demo_requests(*, now: datetime) -> int:
    """Taken down at the desk from letters, and answered by the officer; doing it again changes nothing. Returns how many."""
    desk, officer = accounts.actor_of(_DESK, now=now), accounts.actor_of(_OFFICER, now=now)
    return sum(_ask(desk, officer, told, now) for told in _STORY)


def _ask(desk: Actor, officer: Actor, told: _Told, now: datetime) -> int:
    person = _find(desk, told)
    if person is None:
        return 0
    once = f"demo-{told.kind}"
    number = privacy.ask_about_data(
        actor=desk, person=person, once=once, now=now,
        asking=Asking(
            told.kind, told.text, identified="letter", received_on=vietnam_day(now) - timedelta(days=told.days_ago)
        ),
    )  # fmt: skip
    if told.answer:
        privacy.answer_request(actor=officer, number=number, given=told.answer, once=once, now=now)
    return 1


def _find(desk: Actor, told: _Told) -> UUID | None:
    found = people.find(actor=desk, text=told.name, birth_year=told.year).people
    return next((one.id for one in found if one.name == told.name), None)
