from django.apps import AppConfig


class PrescribingConfig(AppConfig):
    name = "hoaban.shared.prescribing"
    label = "prescribing"

    def ready(self) -> None:
        """Offer each page to whoever may open it."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.shared.prescribing.policies import LISTS
        from hoaban.ui import frame

        links = (
            (
                _("Danh mục thuốc"), _("Thuốc của cơ sở; gửi danh mục mới, xem trước rồi áp dụng."),
                "prescribing:drugs", "medicine", 46,
            ),
            (
                _("Cảnh báo kê đơn"), _("Mỗi cảnh báo đã hiện, được nghe theo, bị bỏ qua bao nhiêu lần."),
                "prescribing:alerts", "warning", 47,
            ),
        )  # fmt: skip
        for label, hint, route, icon, order in links:
            frame.register_navigation(frame.NavItem(label, route, icon, needs=LISTS, order=order))
            register_home_link(HomeLink(label, hint, route, icon, needs=LISTS, order=order))
