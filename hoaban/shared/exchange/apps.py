from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "hoaban.shared.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Offer the page to whoever watches over what goes out."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.shared.exchange.policies import WATCH
        from hoaban.ui import frame

        label, route, icon = _("Gửi ra hệ thống ngoài"), "exchange:watch", "upload"
        hint = _("Đơn thuốc, tra cứu thẻ: đã được nhận, đang chờ, cần người xử lý.")
        frame.register_navigation(frame.NavItem(label, route, icon, needs=WATCH, order=92))
        register_home_link(HomeLink(label, hint, route, icon, needs=WATCH, order=92))
