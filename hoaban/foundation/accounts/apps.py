from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hoaban.foundation.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Tell the frame who is signed in, and offer the accounts to those who manage them."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.views.home import lock_of, person_of
        from hoaban.ui import frame

        frame.register_person(person_of)
        frame.register_lock(lock_of)
        frame.register_navigation(
            frame.NavItem(_("Trang chủ"), "home", "home", order=0),
            frame.NavItem(_("Tài khoản"), "accounts:accounts", "people", needs="accounts.manage", order=70),
            frame.NavItem(_("Vai trò"), "accounts:assignments", "shield", needs="accounts.read", order=72),
        )
        _offer()


def _offer() -> None:
    """What the home pages of those who keep accounts and roles lead to."""
    from django.utils.translation import gettext_lazy as _

    from hoaban.ui.home import HomeLink, register_home_link

    register_home_link(
        HomeLink(
            _("Tài khoản"),
            _("Mở, tìm tài khoản, mở khóa, đặt lại xác thực bước hai, đóng tài khoản."),
            "accounts:accounts",
            "people",
            needs="accounts.manage",
            order=70,
        ),
        HomeLink(
            _("Vai trò"),
            _("Ai được làm gì, ở đâu, đến khi nào; vai trò đến hạn rà soát."),
            "accounts:assignments",
            "shield",
            needs="accounts.read",
            order=72,
        ),
    )
