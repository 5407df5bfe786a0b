"""Another site makes the browser of somebody signed in send a form: to every address that takes one."""

from __future__ import annotations

import pytest
from django.test import Client

from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from tests.attacks import addresses
from tests.guards.test_access import ACCESS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N", 6.9),
]
FORMS = sorted(route for route in ACCESS if not addresses.is_for_programs(route))


@pytest.fixture
def victim() -> Client:
    """Signed in; its browser sends its cookies with whatever another site makes it send."""
    key = "doctor"
    account("nan.nhan", key, addresses.place_of(roles()[key]))
    signed_in = wholly_signed_in("nan.nhan")
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = signed_in.cookies
    return forged


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_address_takes_what_does_not_carry_the_token_of_this_browser(victim: Client, method: str) -> None:
    for route in FORMS:
        where = addresses.address(route)
        refused = getattr(victim, method)(where)
        assert refused.status_code == 403, where
        assert "Trang đã mở quá lâu" in refused.content.decode(), where


@pytest.mark.parametrize(
    "told",
    [
        {"headers": {"Origin": "https://evil.example"}},
        {"headers": {"Origin": "null"}},
        {"headers": {"Origin": "http://testserver.evil.example"}},
        {"secure": True, "headers": {"Referer": "https://evil.example/testserver"}},
        {"secure": True},
    ],
    ids=["another origin", "no origin", "looks like ours", "another referer", "no referer by TLS"],
)
def test_a_stolen_token_does_not_help_from_another_origin(told: dict[str, object]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/", secure=bool(told.get("secure")))
    token = browser.cookies["csrftoken"].value

    answer = browser.post("/language/", {"language": "en", "csrfmiddlewaretoken": token}, **told)  # type: ignore[arg-type]

    assert answer.status_code == 403


def test_addresses_without_a_token_take_no_cookie(victim: Client) -> None:
    """What programs call asks for no form's token, so a browser's session must not open it."""
    exempt = {route for route, view in addresses.callbacks().items() if getattr(view, "csrf_exempt", False)}

    assert exempt == {route for route in ACCESS if addresses.is_for_programs(route)}
    for route in exempt:
        assert victim.post(addresses.address(route)).status_code == 401


def test_looking_changes_nothing(victim: Client, django_assert_num_queries: object) -> None:
    """What only POST may do answers GET with 405: a picture on another site makes a browser send a GET."""
    for route in ("sign-out/", "language/", "lock/", "account/sessions/end/", "account/factors/remove/"):
        assert victim.get(addresses.address(route)).status_code == 405, route
