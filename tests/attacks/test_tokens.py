"""Tokens that are none, are over, or come another way than in their header."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import OFFICER, account, signed_in
from hoaban.kernel import clock
from hoaban.record.rest.interactions import _ROUTES as SERVED
from hoaban.record.tests.fhir_client import Call, client
from tests import cast
from tests.attacks import world

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3),
]
PATHS = ["/" + "/".join({"*": "Patient"}.get(one, one) for one in shape) for shape in SERVED]
NONE = ("", "null", "undefined", "x" * 43, "' or 1=1 --", "..", "a" * 5000, "\u0000")


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token_there_is_only_the_statement_of_what_is_served(path: str) -> None:
    for token in NONE:
        answer = Call(token)("GET", path)
        assert answer.status == (200 if path == "/metadata" else 401), token[:20]


def test_a_token_counts_in_its_header_only_and_until_it_ends() -> None:
    call = client(cast.integration())
    token, now = call.token, clock.now()
    assert call("GET", "/Patient").status == 200

    assert Call("")("GET", f"/Patient?access_token={token}").status == 401
    assert Call("")("GET", "/Patient", cookie=f"hoaban_session={token}").status == 401
    assert Call("")("GET", "/Patient", x_authorization=f"Bearer {token}").status == 401
    ended = accounts.issue_token(
        actor=OFFICER, client="integration", now=now - timedelta(hours=2), lifetime=timedelta(hours=1)
    )
    assert Call(ended)("GET", "/Patient").status == 401
    accounts.revoke_token(actor=OFFICER, token=token, now=now)
    assert call("GET", "/Patient").status == 401


def test_the_session_of_a_doctor_opens_no_api() -> None:
    account("bs.that", "doctor", world.OURS)
    browser = signed_in("bs.that")
    cookie = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())

    assert browser.get("/people/").status_code == 200
    assert Call("")("GET", "/Patient", cookie=cookie).status == 401


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 7.1)
def test_a_program_sees_the_batches_of_nobody_else(tmp_path: Path) -> None:
    things = world.build(tmp_path)
    sends = cast.staff("client:hospital", ("claims.submit", world.THEIRS), ("claims.read", world.THEIRS))
    token = client(sends, "hospital").token

    answer = Client().get(f"/api/claims/{things.batch}", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"
