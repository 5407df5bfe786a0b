from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "hoaban.shared.forms"
    label = "forms"

    def ready(self) -> None:
        """Offer the forms to whoever keeps them."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.shared.forms.policies import MANAGE
        from hoaban.ui import frame

        label, hint = _("Biểu mẫu"), _("Vẽ, thử, ban hành, ngừng các biểu mẫu của tỉnh.")
        frame.register_navigation(frame.NavItem(label, "forms:designs", "file", needs=MANAGE, order=60))
        register_home_link(HomeLink(label, hint, "forms:designs", "file", needs=MANAGE, order=60))
