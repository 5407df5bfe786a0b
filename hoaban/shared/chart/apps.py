from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "hoaban.shared.chart"
    label = "chart"

    def ready(self) -> None:
        """Offer the search for people to those who may use it."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.ui import frame

        frame.register_navigation(
            frame.NavItem(_("Tìm người"), "chart:find", "search", needs="people.find", order=10),
            frame.NavItem(
                _("Được chuyển đến"), "chart:referred", "referral", needs="record.read:TREAT", order=11
            ),
        )
        register_home_link(
            HomeLink(
                _("Tìm người"),
                _("Theo tên, năm sinh, xã hoặc một phần số."),
                "chart:find",
                "search",
                needs="people.find",
                order=10,
            ),
            HomeLink(
                _("Được chuyển đến"),
                _("Người có giấy chuyển đến nơi bạn làm việc, còn hạn mở hồ sơ."),
                "chart:referred",
                "referral",
                needs="record.read:TREAT",
                order=11,
            ),
            HomeLink(
                _("Hồ sơ sức khỏe của tôi"),
                _("Dị ứng, bệnh, thuốc, kết quả và tiêm chủng của tôi."),
                "chart:own",
                "person",
                needs="record.read:PATRQT",
                order=10,
            ),
        )
