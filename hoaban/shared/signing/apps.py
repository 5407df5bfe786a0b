from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "hoaban.shared.signing"
    label = "signing"

    def ready(self) -> None:
        """Offer each page to whoever may open it."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link, register_home_warning
        from hoaban.shared.signing.policies import KEEP, SIGN
        from hoaban.shared.signing.views.certificates import warn
        from hoaban.ui import frame

        pages = (
            (
                _("Chờ ký"), _("Giấy tờ chờ chữ ký của bạn: xem, ký nhiều giấy một lần."),
                "signing:waiting", "file", SIGN, 16,
            ),
            (
                _("Kiểm tra tệp đã ký"), _("Tệp PDF hoặc XML có chữ ký số: ai ký, lúc nào, còn nguyên không."),
                "signing:check", "shield", SIGN, 17,
            ),
            (
                _("Chứng thư chữ ký số"), _("Chứng thư của tài khoản và của cơ sở: đăng ký, thu hồi, hình chữ ký."),
                "signing:keep", "shield", KEEP, 62,
            ),
        )  # fmt: skip
        for label, hint, route, icon, act, order in pages:
            register_home_link(HomeLink(label, hint, route, icon, needs=act, order=order))
        label, _hint, route, icon, act, order = pages[0]
        frame.register_navigation(frame.NavItem(label, route, icon, needs=act, order=order))
        register_home_warning(warn)
