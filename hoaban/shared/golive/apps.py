from django.apps import AppConfig


class GoLiveConfig(AppConfig):
    name = "hoaban.shared.golive"
    label = "golive"

    def ready(self) -> None:
        """Offer the page to directors; hear of the signed decision."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.shared.golive import services
        from hoaban.shared.golive.policies import MANAGE
        from hoaban.shared.signing.api import register_listener
        from hoaban.ui import frame

        register_listener(services.KIND, services.take_signed)
        label = _("Áp dụng bệnh án điện tử")
        hint = _("Quy chế, tự đánh giá, quyết định, công bố của cơ sở.")
        frame.register_navigation(frame.NavItem(label, "golive:golive", "check", needs=MANAGE, order=92))
        register_home_link(HomeLink(label, hint, "golive:golive", "check", needs=MANAGE, order=92))
