"""Hospital, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class HospitalConfig(AppConfig):
    """Registers the module."""

    name = "hoaban.modules.hospital"
    label = "hospital"

    def ready(self) -> None:
        """Offer each page to whoever may open it."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.shared.visits.api import WORK
        from hoaban.ui import frame

        hint = _("Gọi người tiếp theo; lượt khám đang ghi dở.")
        frame.register_navigation(
            frame.NavItem(_("Khám bệnh"), "hospital:my-list", "visit", needs=WORK, order=5)
        )
        register_home_link(HomeLink(_("Khám bệnh"), hint, "hospital:my-list", "visit", needs=WORK, order=5))
