"""What a session and a point may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from hoaban.kernel.clock import vietnam_day
from hoaban.shared.scheduling.rules.shapes import Point, Session

SHORTEST_SLOT, LONGEST_SLOT = 3, 240
LONGEST_SESSION = timedelta(hours=14)
MOST_IN_A_ROW = 20
Problem = tuple[str, str, str]
"""Place, Vietnamese, English."""


def point_problems(point: Point) -> Iterator[Problem]:
    """What keeps a point from being one."""
    if not (
        0 < len(point.code) <= 20
        and point.code.isascii()
        and point.code.isprintable()
        and " " not in point.code
    ):
        yield (
            "code",
            "Mã chỉ gồm chữ không dấu, số, tối đa 20 ký tự.",
            "A code has at most 20 plain letters and digits.",
        )
    if not 0 < len(point.vi.strip()) <= 120:
        yield "vi", "Cần tên, tối đa 120 chữ.", "A name is needed, of at most 120 letters."
    if len(point.en.strip()) > 120:
        yield "en", "Tên tối đa 120 chữ.", "A name has at most 120 letters."
    if not 1 <= point.in_a_row <= MOST_IN_A_ROW:
        yield (
            "in_a_row",
            f"Số người ưu tiên gọi liên tiếp từ 1 đến {MOST_IN_A_ROW}.",
            f"Between 1 and {MOST_IN_A_ROW} of the priority groups go in a row.",
        )
    start, end = point.period.start, point.period.end
    if start is not None and end is not None and end < start:
        yield "start", "Ngày bắt đầu và kết thúc không hợp lệ.", "The first and last day are not possible."


def session_problems(session: Session) -> Iterator[Problem]:
    """What keeps a session from being one."""
    length = session.ends_at - session.starts_at
    if not timedelta() < length <= LONGEST_SESSION:
        yield "starts_at", "Giờ của buổi khám không hợp lệ.", "The hours of the session are not possible."
        return
    if vietnam_day(session.starts_at) not in session.point.period:
        yield "starts_at", "Điểm chờ không mở ngày này.", "The place is not open on this day."
    if not SHORTEST_SLOT <= session.slot_minutes <= LONGEST_SLOT:
        yield (
            "slot_minutes",
            f"Mỗi lượt từ {SHORTEST_SLOT} đến {LONGEST_SLOT} phút.",
            f"A slot lasts {SHORTEST_SLOT} to {LONGEST_SLOT} minutes.",
        )
    elif not 0 <= session.for_booking <= max(session.slots, 0):
        yield (
            "for_booking",
            "Số lượt đặt trước không quá số lượt của buổi.",
            "No more slots may be booked ahead than the session has.",
        )


def free_slots(session: Session, taken: Collection[int]) -> list[int]:
    """Slots that can still be booked ahead: those that may be, spread evenly over the session, less what is taken.

    A session of 12 slots with 4 for booking offers 0, 3, 6 and 9, so that who comes by themself is seen in between. Slots
    taken outside of these (the desk may give any) count too: never more than ``for_booking`` are taken ahead.
    """
    if not session.for_booking:
        return []
    offered = [place * session.slots // session.for_booking for place in range(session.for_booking)]
    left = session.for_booking - len(set(taken))
    return [slot for slot in offered if slot not in taken][: max(left, 0)]
