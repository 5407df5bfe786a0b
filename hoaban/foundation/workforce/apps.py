from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "hoaban.foundation.workforce"
    label = "workforce"

    def ready(self) -> None:
        """Offer the staff file to those who may read it; tell the accounts who stands under a number and is on duty."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import register_duty_finder, register_staff_finder
        from hoaban.foundation.workforce.policies import READ
        from hoaban.foundation.workforce.queries.on_duty import duties_of
        from hoaban.foundation.workforce.queries.owners import staff_member
        from hoaban.ui import frame
        from hoaban.ui.home import HomeLink, register_home_link

        register_staff_finder(staff_member)
        register_duty_finder(duties_of)
        frame.register_navigation(
            frame.NavItem(_("Nhân lực y tế"), "workforce:staff", "people", needs=READ, order=40)
        )
        register_home_link(
            HomeLink(
                _("Nhân lực y tế"),
                _("Hồ sơ, giấy phép hành nghề và lịch trực của cán bộ y tế."),
                "workforce:staff",
                "people",
                needs=READ,
                order=40,
            ),
            HomeLink(
                _("Nơi thiếu người"),
                _("Cơ sở nào thiếu ai có giấy phép còn hiệu lực, bây giờ và các năm tới."),
                "workforce:coverage",
                "chart",
                needs=READ,
                order=41,
            ),
        )
