"""Hospital, as a Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_WITHOUT_MENU = (
    "hospital:counter",
    "hospital:queues",
    "hospital:appointments",
    "hospital:sessions",
    "hospital:screens",
)
"""Reached from the home of the rooms."""
_Link = tuple[Any, Any, str, str, str, int]


class HospitalConfig(AppConfig):
    """Registers the module, and offers its pages to whoever may open them."""

    name = "hoaban.modules.hospital"
    label = "hospital"

    def ready(self) -> None:
        """Links of the menu and of the home pages."""
        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.ui import frame

        for label, hint, route, icon, act, order in (*_of_the_counter(), *_of_the_rooms()):
            if route not in _WITHOUT_MENU:
                frame.register_navigation(frame.NavItem(label, route, icon, needs=act, order=order))
            register_home_link(HomeLink(label, hint, route, icon, needs=act, order=order))


def _of_the_counter() -> tuple[_Link, ...]:
    from hoaban.modules.hospital import policies

    return (
        (
            _("Khám ngoại trú"), _("Tiếp đón, hàng đợi, phòng khám, lịch hẹn."),
            "hospital:home", "visit", policies.RECEIVE, 4,
        ),
        (
            _("Tiếp đón"), _("Quét thẻ hoặc gõ tên, phát số; người không giấy tờ, cấp cứu."),
            "hospital:counter", "person", policies.RECEIVE, 6,
        ),
        (
            _("Hàng đợi"), _("Gọi số, cho vào, để lại; ai đang chờ ở đâu."),
            "hospital:queues", "list", policies.QUEUE, 7,
        ),
        (
            _("Lịch hẹn"), _("Ai hẹn hôm nay; đặt, đổi, hủy lịch; phiếu hẹn."),
            "hospital:appointments", "calendar", policies.BOOK, 8,
        ),
        (
            _("Phòng và buổi khám"), _("Mở, đóng điểm chờ; buổi khám của bác sĩ trong tuần."),
            "hospital:sessions", "building", policies.MANAGE, 9,
        ),
        (
            _("Màn hình gọi số"), _("Số đang được gọi, cho màn hình ở sảnh; không có tên."),
            "hospital:screens", "info", policies.SCREEN, 10,
        ),
    )  # fmt: skip


def _of_the_rooms() -> tuple[_Link, ...]:
    from hoaban.modules.hospital import policies

    return (
        (
            _("Khám bệnh"), _("Gọi người tiếp theo; lượt khám đang ghi dở."),
            "hospital:my-list", "visit", policies.WORK, 5,
        ),
        (
            _("Đo sinh hiệu"), _("Nhận người đang chờ vào một bảng, đo, phân loại, chuyển phòng."),
            "hospital:triage-points", "chart", policies.TRIAGE, 32,
        ),
        (
            _("Thực hiện chỉ định"), _("Lấy mẫu, ghi và trả kết quả, trả lời mời khám."),
            "hospital:work", "laboratory", policies.PERFORM, 34,
        ),
        (
            _("Kết quả cần xem ngay"), _("Giá trị báo động, kết quả đã sửa hoặc rút."),
            "hospital:notices", "warning", policies.ORDER, 35,
        ),
        (
            _("Dịch vụ kỹ thuật"), _("Danh mục dịch vụ của cơ sở, giá theo ngày áp dụng."),
            "hospital:services", "list", policies.SERVICES, 36,
        ),
    )  # fmt: skip
