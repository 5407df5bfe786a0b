"""A gateway that plays the other side, for tests and for trials: it sends nothing anywhere and remembers nothing.

How it behaves towards a message follows from the number it goes to, so that anybody can try each case:

====================  =====================================================
number ends in        what it does
====================  =====================================================
``97``                refuses: nobody has this number
``98``                never answers in time
``99``                accepts, and tells later that it did not arrive
anything else         accepts, and tells later that it arrived
====================  =====================================================

Sent the same id again, it answers with the same reference: it has the message already.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

from hoaban.connect.sms.gateway import VERSIONS, Gateway
from hoaban.connect.sms.numbers import mobile_number

UNKNOWN, SILENT, LOST = "97", "98", "99"


class Sandbox:
    """Answers as a gateway does, for whoever has its token."""

    def __init__(self, gateway: Gateway) -> None:
        self._token = gateway.token

    def post(self, _address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """A :data:`~hoaban.connect.sms.gateway.Post`.

        :raises TimeoutError: towards numbers that it is silent about.
        """
        given = headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return _said(401, code="token")
        said = json.loads(body)
        to = mobile_number(said["to"])
        if said["version"] not in VERSIONS or not to or not said["text"]:
            return _said(422, code="not-valid")
        if to.endswith(SILENT):
            raise TimeoutError
        if to.endswith(UNKNOWN):
            return _said(422, code="unknown-number")
        return _said(202, reference=reference_of(said["id"]))

    def receipt(self, message: str, to: str) -> bytes:
        """What it tells of an accepted message a while later."""
        lost = to.endswith(LOST)
        event = {"kind": "receipt", "id": message, "status": "failed" if lost else "delivered"}
        return _call(event | ({"reason": "switched-off"} if lost else {}))

    def incoming(self, sender: str, text: str) -> bytes:
        """What it tells when somebody writes."""
        return _call({"kind": "incoming", "from": sender, "text": text})


def reference_of(message: str) -> str:
    """The sandbox's own id of a message."""
    return "SB-" + hashlib.sha256(message.encode()).hexdigest()[:16]


def _said(status: int, **values: str) -> tuple[int, bytes]:
    return status, json.dumps(values).encode()


def _call(event: Mapping[str, str]) -> bytes:
    return json.dumps({"version": VERSIONS[-1], "events": [event]}, ensure_ascii=False).encode()
