"""Everybody asks for every address that their role does not open, by every method that could do something."""

from __future__ import annotations

import pytest

from hoaban.foundation.accounts import api
from hoaban.foundation.accounts.models import Totp
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.tests.people import account, app_of, wholly_signed_in
from hoaban.foundation.audit import api as audit
from tests.attacks import addresses

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:N", 8.7),
]


@pytest.mark.parametrize("key", roles())
def test_no_role_opens_an_address_beyond_its_acts(key: str) -> None:
    role = roles()[key]
    account("ke.leo", key, addresses.place_of(role))
    browser = wholly_signed_in("ke.leo")
    browser.get("/")

    for route in addresses.beyond(role):
        where = addresses.address(route)
        refused = 401 if addresses.is_for_programs(route) else 403
        assert browser.post(where, {"act": "x"}).status_code == refused, where

    assert audit.list_entries(limit=1)[0].outcome == "refused"


@pytest.mark.parametrize("method", ["get", "put", "head", "options"])
def test_another_method_is_no_way_around(method: str) -> None:
    account("ke.leo", "cashier")
    browser = wholly_signed_in("ke.leo")
    browser.get("/")

    for route in addresses.by_act():
        where = addresses.address(route)
        assert getattr(browser, method)(where).status_code in {401, 403}, where


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 9.4)
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Original-URL": "/accounts/"},
        {"X-Rewrite-URL": "/accounts/"},
        {"X-HTTP-Method-Override": "GET", "X-Original-URL": "/trail/"},
        {"X-Actor": "account:accounts_officer", "X-User-ID": "1", "Remote-User": "quantri"},
        {"Authorization": "Basic cXVhbnRyaTpxdWFudHJp"},
        {"Authorization": "Bearer null"},
        {"X-Forwarded-User": "quantri", "X-Forwarded-For": "127.0.0.1"},
    ],
)
def test_no_header_makes_somebody_another(headers: dict[str, str]) -> None:
    account("ke.leo", "cashier")
    browser = wholly_signed_in("ke.leo")

    assert browser.get("/accounts/", headers=headers).status_code == 403
    assert browser.get("/", headers=headers).context["request"].actor.id == "account:ke.leo"


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:N", 8.6)
@pytest.mark.parametrize("act", ["", "assign", "grant", "role", "unlock", "password"])
def test_who_opens_accounts_gives_themself_no_role(act: str) -> None:
    account("quantri", "accounts_officer", addresses.place_of(roles()["accounts_officer"]))
    browser = wholly_signed_in("quantri")
    browser.get("/")
    before = api.actor_of("quantri").grants

    wished = {"role": "doctor", "scope": "all", "grants": "record.read:TREAT", "rights": "label.hiv"}
    for where in ("/accounts/quantri/act/", "/accounts/quantri/", "/account/"):
        browser.post(where, {"act": act, "reason": "lost", **wished})

    assert api.actor_of("quantri").grants == before


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:N", 8.6)
def test_an_act_that_is_none_does_nothing() -> None:
    """The last branch of a page's acts must not be one of them."""
    account("bs.kham", "doctor")
    app_of("bs.kham")
    account("quantri", "accounts_officer", addresses.place_of(roles()["accounts_officer"]))
    browser = wholly_signed_in("quantri")
    browser.get("/")

    for act in ("", "x", "FACTORS"):
        assert browser.post("/accounts/bs.kham/act/", {"act": act, "reason": "lost"}).status_code == 400
    assert Totp.objects.filter(account__username="bs.kham").exists()
