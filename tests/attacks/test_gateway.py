"""Somebody plays the gateway of messages: to stop what people are told, to mark as arrived what did not, to wear us out."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.connect.sms import Sandbox
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import OFFICER, account, wholly_signed_in
from hoaban.kernel import clock
from hoaban.kernel.actor import Grant
from hoaban.record.tests.fhir_client import Call
from hoaban.shared.messaging import api as messaging
from hoaban.shared.messaging.models import Message, StoppedNumber
from hoaban.shared.messaging.tests.people import TRIAL, Played, ask, deliver, gateway, person
from tests import cast
from tests.attacks.addresses import address, by_act, is_for_programs

__all__ = ["gateway"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", 6.9),
]
DOOR, PHONE = "/api/messages", "0100000103"
SANDBOX = Sandbox(TRIAL)
NONE = ("", "null", "x" * 43, "' or 1=1 --", "a" * 5000, "hb_" + "A" * 43)
DEEP = b'{"version": "1", "events": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"


@pytest.fixture
def sent(gateway: Played) -> Message:
    message = ask(person("Lò Văn Inh", "099064000103", PHONE))
    deliver()
    return message


def token_of(name: str, *acts: str) -> str:
    grants, now = [Grant(act, cast.ALL) for act in acts], clock.now()
    accounts.register_client(actor=OFFICER, name=name, label=name, grants=grants, now=now)
    return accounts.issue_token(actor=OFFICER, client=name, now=now)


def call(body: bytes, token: str, browser: Client | None = None, kind: str = "application/json") -> Any:
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    return (browser or Client()).post(DOOR, body, content_type=kind, **headers)


def untouched(message: Message) -> bool:
    message.refresh_from_db()
    return message.state == "sent" and not StoppedNumber.objects.exists()


def test_without_its_token_nobody_is_the_gateway(sent: Message) -> None:
    forged = (SANDBOX.incoming(PHONE, "STOP"), SANDBOX.receipt(str(sent.pk), "+84100000103"))
    account("cntt", "it_officer", cast.ALL)
    browser = wholly_signed_in("cntt")
    for body in forged:
        assert {call(body, token).status_code for token in NONE} == {401}
        assert call(body, "", browser).status_code == 401
        everything = "privacy.answer" if body == forged[0] else "messages.manage"
        assert (
            call(body, token_of(f"khac-{everything[0]}", everything, "record.read:TREAT")).status_code == 403
        )

    assert untouched(sent)


def test_its_token_is_good_for_nothing_else(sent: Message) -> None:
    token = token_of("cong-tin", messaging.RECEIVE)
    opened = [
        route
        for route in by_act()
        if is_for_programs(route) and route != DOOR[1:]
        and Client().get("/" + address(route).lstrip("/"), HTTP_AUTHORIZATION=f"Bearer {token}").status_code < 400
    ]  # fmt: skip

    assert opened == []
    assert Call(token)("GET", "/Patient").status in {401, 403}
    assert Client().get("/messages/", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 302


def test_a_call_that_is_played_again_changes_nothing_more(sent: Message) -> None:
    token = token_of("cong-tin", messaging.RECEIVE)
    stop, resume = SANDBOX.incoming(PHONE, "STOP"), SANDBOX.incoming(PHONE, "TIEP TUC")
    arrived = SANDBOX.receipt(str(sent.pk), "+84100000103")

    told = [call(body, token).json()["taken"] for body in (stop, stop, resume, resume, arrived, arrived)]

    assert told == [1, 0, 1, 0, 1, 0]


def test_a_receipt_moves_no_message_but_the_one_it_names(sent: Message) -> None:
    token = token_of("cong-tin", messaging.RECEIVE)
    for one in (UUID(int=0), UUID(int=sent.pk.int + 1)):
        assert call(SANDBOX.receipt(str(one), "+84100000103"), token).json() == {"taken": 0}

    assert untouched(sent)


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N", 7.1)
@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x00" * 100, DEEP, b" " * 3_000_000, b'{"version": "1", "version": "1"}', b'{"version": 1e999, "events": []}',
        b'{"version": "1", "events": [' + b'{"kind": "incoming", "from": "0912345678", "text": "x"},' * 900 + b"{}]}",
        json.dumps({"version": "1", "events": [{"kind": "incoming", "from": "0" * 60_000, "text": "x"}]}).encode(),
        json.dumps({"version": "1", "events": [{"kind": "receipt", "id": "\ud800", "status": "delivered"}]}).encode(),
    ],
    ids=range(9),
)  # fmt: skip
def test_what_is_sent_to_break_it_is_refused_in_its_own_words(sent: Message, body: bytes) -> None:
    token = token_of("cong-tin", messaging.RECEIVE)
    for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = call(body, token, kind=kind)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")

    assert untouched(sent)
