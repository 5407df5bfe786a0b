"""Upkeep of an installation, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    """Registers the page of the background jobs."""

    name = "hoaban.ops"
    label = "ops"

    def ready(self) -> None:
        """The frame shows the page to those who may see it."""
        from hoaban.foundation.accounts.api import HomeLink, register_home_link, register_trial_provider
        from hoaban.ops.demo import trial_gateway, trial_provider, trial_systems
        from hoaban.ops.views import demo_loading
        from hoaban.shared.exchange import api as exchange
        from hoaban.shared.messaging.api import register_trial_gateway
        from hoaban.ui import frame

        frame.register_navigation(
            frame.NavItem(_("Việc nền"), "ops:jobs", "settings", needs="jobs.manage", order=90)
        )
        register_home_link(
            HomeLink(
                _("Việc nền"),
                _("Hàng đợi, việc hỏng, và làm lại việc hỏng."),
                "ops:jobs",
                "settings",
                needs="jobs.manage",
                order=90,
            )
        )
        frame.register_loading(demo_loading)
        if settings.DEMO:
            register_trial_provider(trial_provider.provider, trial_provider.fetch)
            register_trial_gateway(trial_gateway.gateway, trial_gateway.post)
            exchange.register_trial(exchange.CARDS, trial_systems.ask_portal, trial_systems.portal_secrets)
            exchange.register_trial(
                exchange.EPRESCRIPTIONS, trial_systems.ask_system, trial_systems.system_secrets
            )
