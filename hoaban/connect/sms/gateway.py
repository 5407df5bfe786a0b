"""The gateway as configuration, and one message to it: what it answers is accepted, refused or to be tried again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from hoaban.kernel import wire
from hoaban.kernel.tries import Answer, Misconfigured, Outcome

VERSIONS = ("1",)
"""Versions of what we say to a gateway (README)."""
Post = Callable[[str, bytes, Mapping[str, str]], tuple[int, bytes]]
"""Address, body and headers -> status and body of the answer. Raises ``OSError`` when there was none (also ``TimeoutError``)."""
_SECONDS = 10
_SENDER = re.compile(r"[A-Za-z0-9 ._-]{1,11}")
_REFERENCE = re.compile(r"[A-Za-z0-9._:-]{1,100}")


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where messages go, under which name, in which version of the schema. ``marks``: whether it carries Vietnamese marks."""

    version: str
    address: str
    sender: str
    token: str
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Sms:
    """One message. ``id`` is ours, the same at every try: the gateway sends it once."""

    id: str
    to: str
    text: str


def read_gateway(row: Mapping[str, Any], *, token: str) -> Gateway:
    """The gateway of a table of the configuration.

    :raises Misconfigured: saying what is missing or wrong.
    """
    try:
        made = Gateway(
            str(row["version"]), str(row["address"]), str(row["sender"]), token, bool(row.get("marks", False))
        )
    except KeyError as missing:
        raise Misconfigured(f"sms: {missing} is missing") from None
    if made.version not in VERSIONS:
        raise Misconfigured(f"sms: version is one of {', '.join(VERSIONS)}, not {made.version}")
    if not wire.is_safe(made.address):
        raise Misconfigured("sms: address must begin with https:// (http:// only on this machine)")
    if not _SENDER.fullmatch(made.sender):
        raise Misconfigured("sms: sender has 1 to 11 letters, digits, dots, dashes or spaces")
    if not token:
        raise Misconfigured("sms: there is no token")
    return made


def send(gateway: Gateway, sms: Sms, post: Post) -> Answer:
    """Hand one message to the gateway. It never raises: what is not understood is tried again."""
    said = {
        "version": gateway.version, "id": sms.id, "from": gateway.sender, "to": sms.to, "text": sms.text,
    }  # fmt: skip
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {gateway.token}"}
    try:
        status, body = post(gateway.address, json.dumps(said, ensure_ascii=False).encode(), headers)
    except TimeoutError:
        return Answer(Outcome.LATER, reason="timeout")
    except OSError:
        return Answer(Outcome.LATER, reason="unreachable")
    return _read(status, body)


def post_over_http(address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Ask a real gateway."""
    reply = wire.ask(wire.Request(address, body, headers, _SECONDS))
    return reply.status, reply.body


def _read(status: int, body: bytes) -> Answer:
    """200 and 202 with a reference are accepted, also when it had the message already; 400, 404, 422 refuse this one for good.

    Everything else, a wrong token included, is ours or theirs to mend: it is tried again.
    """
    said = wire.json_object(body)
    if status in {HTTPStatus.OK, HTTPStatus.ACCEPTED}:
        reference = str(said.get("reference", ""))
        if _REFERENCE.fullmatch(reference):
            return Answer(Outcome.ACCEPTED, reference)
        return Answer(Outcome.LATER, reason="answer")
    if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}:
        code = str(said.get("code", ""))
        return Answer(Outcome.REFUSED, reason=code if _REFERENCE.fullmatch(code[:30]) else "refused")
    return Answer(Outcome.LATER, reason=f"status-{status}")
