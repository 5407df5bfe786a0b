from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hoaban.foundation.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Tell the frame who is signed in, and offer the accounts to those who manage them."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.views.home import lock_of, person_of
        from hoaban.ui import frame
        from hoaban.ui.home import HomeLink, register_home_link

        frame.register_person(person_of)
        frame.register_lock(lock_of)
        frame.register_navigation(
            frame.NavItem(_("Trang chủ"), "home", "home", order=0),
            frame.NavItem(_("Tài khoản"), "accounts:accounts", "people", needs="accounts.manage", order=70),
        )
        register_home_link(
            HomeLink(
                _("Tài khoản"),
                _("Tìm tài khoản, mở khóa, đặt lại xác thực bước hai, đóng tài khoản."),
                "accounts:accounts",
                "people",
                needs="accounts.manage",
                order=70,
            ),
        )
