"""Hospital, as a Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class HospitalConfig(AppConfig):
    """Registers the module, and offers its pages to whoever may open them."""

    name = "hoaban.modules.hospital"
    label = "hospital"

    def ready(self) -> None:
        """Links of the menu and of the home pages."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.modules.hospital import policies
        from hoaban.shared.visits.api import WORK
        from hoaban.ui import frame

        links = (
            (
                _("Khám bệnh"), _("Gọi người tiếp theo; lượt khám đang ghi dở."),
                "hospital:my-list", "visit", WORK, 5,
            ),
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
            *_rooms(),
        )  # fmt: skip
        for label, hint, route, icon, act, order in links:
            if route not in ("hospital:counter", "hospital:queues"):
                frame.register_navigation(frame.NavItem(label, route, icon, needs=act, order=order))
            register_home_link(HomeLink(label, hint, route, icon, needs=act, order=order))


def _rooms() -> tuple[tuple[Any, Any, str, str, str, int], ...]:
    """Triage, worklists and what they need: label, what is there, route, icon, act, order."""
    from django.utils.translation import gettext_lazy as _

    from hoaban.modules.hospital import policies

    return (
        (
            _("Đo sinh hiệu"), _("Nhận người đang chờ vào một bảng, đo, phân loại, chuyển phòng."),
            "hospital:triage-points", "chart", policies.TRIAGE, 32,
        ),
        (
            _("Dịch vụ kỹ thuật"), _("Danh mục dịch vụ của cơ sở, giá theo ngày áp dụng."),
            "hospital:services", "list", policies.SERVICES, 36,
        ),
        (
            _("Thực hiện chỉ định"), _("Lấy mẫu, ghi và trả kết quả, trả lời mời khám."),
            "hospital:work", "laboratory", policies.PERFORM, 34,
        ),
        (
            _("Kết quả cần xem ngay"), _("Giá trị báo động, kết quả đã sửa hoặc rút."),
            "hospital:notices", "warning", policies.ORDER, 35,
        ),
    )  # fmt: skip
