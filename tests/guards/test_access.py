"""Every address of the installation, and what it takes to be let in. A new page fails until it stands here."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

ACCESS: dict[str, str] = {
    "": "sign-in",
    "account/": "sign-in",
    "account/confirm/": "sign-in",
    "account/factors/": "sign-in",
    "account/factors/app/": "sign-in",
    "account/factors/codes/": "sign-in",
    "account/factors/passkeys/": "sign-in",
    "account/factors/passkeys/options/": "sign-in",
    "account/factors/remove/": "sign-in",
    "account/password/": "sign-in",
    "account/pin/": "sign-in",
    "account/sessions/": "sign-in",
    "account/sessions/end/": "sign-in",
    "accounts/": "accounts.manage",
    "accounts/<str:username>/": "accounts.manage",
    "accounts/<str:username>/act/": "accounts.manage",
    "language/": "public",
    "sign-in/": "public",
    "alive/": "sign-in",
    "lock/": "sign-in",
    "locked/": "stage:lock",
    "unlock/": "stage:lock",
    "unlock/options/": "stage:lock",
    "unlock/passkey/": "stage:lock",
    "my/": "record.read:PATRQT",
    "my/record/": "record.read:PATRQT",
    "my/record/<uuid:person>/": "record.read:PATRQT",
    "my/record/<uuid:person>/print/": "record.read:PATRQT",
    "my/record/<uuid:person>/visits/<str:visit>/": "record.read:PATRQT",
    "my/record/<uuid:person>/originals/<str:document>/": "record.read:PATRQT",
    "my/record/<uuid:person>/<str:section>/": "record.read:PATRQT",
    "sign-in/from/<str:key>/": "public",
    "sign-in/with/<str:key>/<str:audience>/": "public",
    "sign-in/second/": "stage:second",
    "sign-in/second/options/": "stage:second",
    "sign-in/second/passkey/": "stage:second",
    "sign-out/": "public",
    "trail/": "audit.read",
    "units/": "places.read",
    "units/country/": "places.read",
    "units/<str:code>/": "places.read",
    "facilities/": "places.read",
    "facilities/new/": "places.manage",
    "facilities/map/": "places.read",
    "facilities/renewals/": "places.read",
    "facilities/lists/": "places.manage",
    "facilities/lists/<uuid:draft>/": "places.manage",
    "facilities/list.xlsx": "places.read",
    "facilities/<str:code>/": "places.read",
    "facilities/<str:code>/permits/<int:permit>/": "places.manage",
    "facilities/<str:code>/<str:what>/": "places.manage",
    "staff/": "workforce.read",
    "staff/new/": "workforce.manage",
    "staff/duties/": "workforce.read",
    "staff/posts/<int:post>/<str:kind>/": "workforce.manage",
    "staff/coverage/": "workforce.read",
    "staff/rota/": "workforce.read",
    "staff/rota/<int:shift>/": "workforce.manage",
    "staff/lists/": "workforce.manage",
    "staff/lists/<uuid:draft>/": "workforce.manage",
    "staff/lists/<str:facility>.xlsx": "workforce.manage",
    "staff/<uuid:member>/": "workforce.read",
    "staff/<uuid:member>/licences/<int:licence>/": "workforce.manage",
    "staff/<uuid:member>/<str:what>/": "workforce.manage",
    "people/": "people.find",
    "people/referred/": "record.read:TREAT",
    "people/<uuid:person>/": "record.read:TREAT",
    "people/<uuid:person>/timeline/": "record.read:TREAT",
    "people/<uuid:person>/results/": "record.read:TREAT",
    "people/<uuid:person>/medicines/": "record.read:TREAT",
    "people/<uuid:person>/papers/": "record.read:TREAT",
    "people/<uuid:person>/visits/<str:visit>/": "record.read:TREAT",
    "people/<uuid:person>/print/": "record.read:TREAT",
    "people/register/": "people.register",
    "people/<uuid:person>/details/": "people.register",
    "people/<uuid:person>/family/": "people.households",
    "people/households/": "people.households",
    "people/households/lacking/": "people.households",
    "people/households/<uuid:household>/": "people.households",
    "people/entries/<str:kind>/<uuid:entry>/": "people.households",
    "people/doubts/": "people.steward",
    "people/doubts/<uuid:one>/<uuid:other>/": "people.steward",
    "people/decisions/": "people.steward",
    "people/decisions/<uuid:decision>/undo/": "people.steward",
    "people/emergency/": "record.break_glass",
    "people/<uuid:person>/emergency/end/": "record.break_glass",
    "people/<uuid:person>/looks/": "audit.tell",
    "people/<uuid:person>/access/": "audit.tell",
    "my/looks/": "record.read:PATRQT",
    "my/looks/<uuid:person>/": "record.read:PATRQT",
    "my/access/": "record.read:PATRQT",
    "my/access/<uuid:person>/": "record.read:PATRQT",
    "emergencies/": "audit.review",
    "emergencies/<uuid:emergency>/": "audit.review",
    "originals/<str:document>/": "record.read:TREAT",
    "claims/": "claims.submit",
    "claims/upload/": "claims.submit",
    "claims/batches/<uuid:batch>/": "claims.submit",
    "claims/batches/<uuid:batch>/progress/": "claims.submit",
    "claims/batches/<uuid:batch>/resume/": "claims.submit",
    "claims/batches/<uuid:batch>/findings.csv": "claims.submit",
    "claims/dossiers/": "claims.read",
    "claims/dossiers/<uuid:ref>/": "claims.read",
    "claims/dossiers/<uuid:ref>/original/<int:version>/": "claims.read",
    "api/claims": "claims.submit",
    "api/claims/<uuid:batch>": "claims.submit",
    "centre/": "figures.read",
    "centre/live/": "figures.read",
    "centre/list/": "figures.single",
    "healthz": "public",
    "metrics": "public",
    "ops/loading/": "public",
    "test-identity/authorize/": "public",
    "ops/jobs/": "jobs.manage",
    "ops/jobs/<int:job_id>/retry/": "jobs.manage",
}
"""Route -> the act that it needs (``public``, ``sign-in``, a stage of signing in, or an act of the roles)."""


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, prefix + str(one.pattern))
        else:
            yield prefix + str(one.pattern), one


def declared() -> dict[str, str]:
    return {
        route: str(getattr(pattern.callback, "needs", "NOTHING DECLARED"))
        for route, pattern in routes(get_resolver())
    }


def test_every_address_is_in_the_table_with_what_it_needs() -> None:
    assert declared() == ACCESS
