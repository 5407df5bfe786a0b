from django.apps import AppConfig


class AuditingConfig(AppConfig):
    name = "hoaban.shared.auditing"
    label = "auditing"

    def ready(self) -> None:
        """Offer the trail to who reads it, and signs of unusual use to who reviews them."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.shared.auditing.policies import READ, REVIEW
        from hoaban.ui import frame
        from hoaban.ui.home import HomeLink, register_home_link

        frame.register_navigation(
            frame.NavItem(_("Nhật ký truy cập"), "auditing:trail", "list", needs=READ, order=80),
            frame.NavItem(_("Truy cập bất thường"), "auditing:findings", "warning", needs=REVIEW, order=78),
        )
        register_home_link(
            HomeLink(
                _("Nhật ký truy cập"),
                _("Ai đã xem gì, lúc nào, được phép hay bị từ chối."),
                "auditing:trail",
                "list",
                needs=READ,
                order=80,
            ),
            HomeLink(
                _("Truy cập bất thường"),
                _("Dấu hiệu cần rà soát: xem người thân, xem hàng loạt, ban đêm, bị từ chối nhiều lần."),
                "auditing:findings",
                "warning",
                needs=REVIEW,
                order=78,
            ),
        )
