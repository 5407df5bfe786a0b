from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hoaban.shared.people"
    label = "people"

    def ready(self) -> None:
        """Offer the work list to stewards."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.ui import frame

        frame.register_navigation(
            frame.NavItem(_("Cặp nghi trùng"), "people:doubts", "people", needs="people.steward", order=15)
        )
        register_home_link(
            HomeLink(
                _("Cặp nghi trùng"),
                _("Đối chiếu những cặp có thể là một người, gộp hoặc tách, hoàn tác được."),
                "people:doubts",
                "people",
                needs="people.steward",
                order=15,
            )
        )
