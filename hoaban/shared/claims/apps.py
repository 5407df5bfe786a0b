from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "hoaban.shared.claims"
    label = "claims"

    def ready(self) -> None:
        """Offer the claims pages to those who send claims."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.ui import frame

        frame.register_navigation(
            frame.NavItem(_("Hồ sơ BHYT"), "claims:batches", "file", needs="claims.submit", order=20)
        )
        register_home_link(
            HomeLink(
                _("Hồ sơ BHYT"),
                _("Gửi tệp hồ sơ đề nghị thanh toán và xem các phát hiện."),
                "claims:batches",
                "file",
                needs="claims.submit",
                order=20,
            )
        )
