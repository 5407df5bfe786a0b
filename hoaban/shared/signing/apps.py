from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "hoaban.shared.signing"
    label = "signing"

    def ready(self) -> None:
        """Offer each page to whoever may open it."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.shared.signing.policies import SIGN
        from hoaban.ui import frame

        label, hint = _("Chờ ký"), _("Giấy tờ chờ chữ ký của bạn: xem, ký nhiều giấy một lần.")
        frame.register_navigation(frame.NavItem(label, "signing:waiting", "file", needs=SIGN, order=16))
        register_home_link(HomeLink(label, hint, "signing:waiting", "file", needs=SIGN, order=16))
