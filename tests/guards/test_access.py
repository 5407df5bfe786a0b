"""Every address of the installation, and what it takes to be let in. A new page fails until it stands here."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

ACCESS: dict[str, str] = {
    "": "sign-in",
    "account/": "sign-in",
    "language/": "public",
    "sign-in/": "public",
    "sign-out/": "public",
    "trail/": "audit.read",
    "people/": "people.find",
    "people/<uuid:person>/": "record.read:TREAT",
    "people/<uuid:person>/timeline/": "record.read:TREAT",
    "people/<uuid:person>/results/": "record.read:TREAT",
    "people/<uuid:person>/medicines/": "record.read:TREAT",
    "people/<uuid:person>/papers/": "record.read:TREAT",
    "people/<uuid:person>/visits/<str:visit>/": "record.read:TREAT",
    "people/register/": "people.register",
    "people/<uuid:person>/details/": "people.register",
    "people/doubts/": "people.steward",
    "people/doubts/<uuid:one>/<uuid:other>/": "people.steward",
    "people/decisions/": "people.steward",
    "people/decisions/<uuid:decision>/undo/": "people.steward",
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
    "ops/jobs/": "jobs.manage",
    "ops/jobs/<int:job_id>/retry/": "jobs.manage",
}
"""Route -> the act that it needs (``public``, ``sign-in`` or an act of the roles)."""


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
