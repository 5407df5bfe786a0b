from django.apps import AppConfig


class CommandCentreConfig(AppConfig):
    name = "hoaban.oversight.command_centre"
    label = "command_centre"

    def ready(self) -> None:
        """Offer the command centre to those who may see figures."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.ui import frame

        frame.register_navigation(
            frame.NavItem(
                _("Trung tâm điều hành"), "command_centre:page", "map", needs="figures.read", order=30
            )
        )
        register_home_link(
            HomeLink(
                _("Trung tâm điều hành"),
                _("Lượt khám, nhập viện, bệnh thường gặp và chi phí BHYT, cập nhật theo hồ sơ đến."),
                "command_centre:page",
                "map",
                needs="figures.read",
                order=30,
            )
        )
