from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "hoaban.shared.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Offer each page to whoever may open it."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.shared.messaging.policies import OWN, TELL, WATCH
        from hoaban.ui import frame

        links = (
            (
                _("Tin báo cho người dân"), _("Tin đã gửi, đang chờ, không gửi được."),
                "messaging:watch", "info", WATCH, 91,
            ),
            (
                _("Nói trực tiếp"), _("Người trong xã cần được báo tin mà không nhận được bằng điện thoại."),
                "messaging:to-tell", "info", TELL, 14,
            ),
        )  # fmt: skip
        for label, hint, route, icon, act, order in links:
            frame.register_navigation(frame.NavItem(label, route, icon, needs=act, order=order))
            register_home_link(HomeLink(label, hint, route, icon, needs=act, order=order))
        register_home_link(
            HomeLink(
                _("Tin của tôi"),
                _("Đã báo tôi những gì; báo bằng cách nào, tiếng nào."),
                "messaging:own",
                "info",
                needs=OWN,
                order=15,
            )
        )
