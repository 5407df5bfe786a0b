"""Every address of the installation, one include per app that has screens."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hoaban.foundation.accounts.views.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("hoaban.foundation.accounts.urls")),
    path("", include("hoaban.foundation.places.urls")),
    path("", include("hoaban.foundation.workforce.urls")),
    path("", include("hoaban.shared.chart.urls")),
    path("", include("hoaban.shared.people.urls")),
    path("", include("hoaban.shared.claims.urls")),
    path("", include("hoaban.shared.exchange.urls")),
    path("", include("hoaban.shared.forms.urls")),
    path("", include("hoaban.shared.messaging.urls")),
    path("", include("hoaban.shared.papers.urls")),
    path("", include("hoaban.shared.prescribing.urls")),
    path("", include("hoaban.shared.legal_records.urls")),
    path("", include("hoaban.shared.golive.urls")),
    path("", include("hoaban.shared.privacy.urls")),
    path("", include("hoaban.shared.signing.urls")),
    path("", include("hoaban.shared.auditing.urls")),
    path("", include("hoaban.oversight.command_centre.urls")),
    path("", include("hoaban.ops.urls")),
    path("", include("hoaban.modules.hospital.urls")),
]

handler400 = "hoaban.ui.errors.bad_request"
handler403 = "hoaban.ui.errors.refused"
handler404 = "hoaban.ui.errors.not_found"
handler500 = "hoaban.ui.errors.broken"
