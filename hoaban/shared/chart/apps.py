from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "hoaban.shared.chart"
    label = "chart"

    def ready(self) -> None:
        """Offer the search for people to those who may use it."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.ui import frame

        links = (
            (_("Tìm người"), _("Theo tên, năm sinh, xã hoặc một phần số."), "chart:find", "search", "people.find", 10, ()),
            (  # a referral leads to a facility; it opens nothing to who works in one department of it
                _("Được chuyển đến"), _("Người có giấy chuyển đến nơi bạn làm việc, còn hạn mở hồ sơ."),
                "chart:referred", "referral", "record.read:TREAT", 11, ("facility", "commune"),
            ),
            (
                _("Nơi tôi trực"), _("Người đang khám, điều trị ở nơi bạn trực, trong ca trực."),
                "chart:present", "clock", "record.read:TREAT", 12, (),
            ),
        )  # fmt: skip
        for label, hint, route, icon, act, order, within in links:
            item = frame.NavItem(label, route, icon, needs=act, order=order, within=within)
            frame.register_navigation(item)
            register_home_link(HomeLink(label, hint, route, icon, needs=act, order=order, within=within))
        register_home_link(
            HomeLink(
                _("Hồ sơ sức khỏe của tôi"),
                _("Dị ứng, bệnh, thuốc, kết quả và tiêm chủng của tôi."),
                "chart:own",
                "person",
                needs="record.read:PATRQT",
                order=10,
            )
        )
