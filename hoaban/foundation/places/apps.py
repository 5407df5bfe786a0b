from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hoaban.foundation.places"
    label = "places"

    def ready(self) -> None:
        """Offer the register to those who may read it."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.places.policies import READ
        from hoaban.ui import frame
        from hoaban.ui.home import HomeLink, register_home_link

        frame.register_navigation(
            frame.NavItem(_("Cơ sở y tế"), "places:facilities", "building", needs=READ, order=45)
        )
        register_home_link(
            HomeLink(
                _("Cơ sở y tế"),
                _("Bệnh viện, trạm y tế, phòng khám, nhà thuốc: giấy phép, dịch vụ, liên hệ."),
                "places:facilities",
                "building",
                needs=READ,
                order=45,
            )
        )
