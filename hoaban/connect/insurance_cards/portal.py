"""Ask the social insurance portal about a card: a token by name and password, then the look-up.

Names of calls and of what is sent: letter of the portal's keeper (2024) and descriptions of others; names in the answer are
assumed. Another version of the schema is another row here.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from hoaban.connect.insurance_cards.shapes import CardFacts, CardQuestion, CardReply, Finding, tidy_number
from hoaban.kernel import tables, vietnamese, wire
from hoaban.kernel.tries import Misconfigured

VERSIONS: Mapping[str, str] = {"2024": "/api/egw/KQNhanLichSuKCB2024"}
"""Path of the look-up in each version of the schema."""
_TOKEN = "/api/token/take"  # noqa: S105 - a path
_FRESH = 8 * 60.0
"""Seconds that a token is used; it is told to hold for about ten minutes."""
_UNAUTHORISED = 401
_SEXES = {"nam": "male", "nu": "female", "1": "male", "2": "female"}
_tokens: dict[tuple[str, str, str], tuple[float, str, str]] = {}
"""Of an address, a name and the digest of its password: until when, token, id token."""


@dataclass(frozen=True, slots=True)
class Portal:
    """Where the portal is and who asks. ``seconds``: for the whole of one question, token included."""

    version: str
    address: str
    username: str
    password: str
    staff_name: str
    staff_number: str
    """Name and identity number of the member of staff in whose name the facility asks."""
    seconds: float = 2.0

    def __post_init__(self) -> None:
        """:raises Misconfigured: saying what is missing or wrong."""
        if self.version not in VERSIONS:
            raise Misconfigured(f"version is one of {', '.join(VERSIONS)}, not {self.version}")
        if not wire.is_safe(self.address):
            raise Misconfigured("address must begin with https:// (http:// only on this machine)")
        if not (self.username and self.password):
            raise Misconfigured("there is no name or password")


def look_up(
    portal: Portal, question: CardQuestion, ask: wire.Ask, *, clock: Callable[[], float] = time.monotonic
) -> CardReply:
    """What the portal says of a card. It never raises: what is not answered or not understood is unknown."""
    ends = clock() + portal.seconds
    try:
        token = _token(portal, ask, ends, clock)
        reply = _ask(portal, question, token, ask, ends - clock())
        if _is_unauthorised(reply):
            _tokens.pop(_key(portal), None)
            reply = _ask(portal, question, _token(portal, ask, ends, clock), ask, ends - clock())
    except TimeoutError:
        return CardReply(Finding.UNKNOWN, "timeout")
    except OSError:
        return CardReply(Finding.UNKNOWN, "unreachable")
    except _NoToken as refused:
        return CardReply(Finding.OURS, str(refused))
    return _read(reply)


class _NoToken(Exception):
    """The portal gives none."""


def _key(portal: Portal) -> tuple[str, str, str]:
    return portal.address, portal.username, hashlib.sha256(portal.password.encode()).hexdigest()


def _token(portal: Portal, ask: wire.Ask, ends: float, clock: Callable[[], float]) -> tuple[str, str]:
    until, token, id_token = _tokens.get(_key(portal), (0.0, "", ""))
    if clock() < until:
        return token, id_token
    body = urlencode({"username": portal.username, "password": _md5(portal.password)}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = ask(wire.Request(portal.address + _TOKEN, body, headers, _left(ends - clock())))
    keys = wire.json_object(reply.body).get("APIKey")
    if not isinstance(keys, dict) or not keys.get("access_token"):
        raise _NoToken("login" if reply.status < 500 else f"status-{reply.status}")
    token, id_token = str(keys["access_token"]), str(keys.get("id_token", ""))
    _tokens[_key(portal)] = (clock() + _FRESH, token, id_token)
    return token, id_token


def _ask(
    portal: Portal, question: CardQuestion, token: tuple[str, str], ask: wire.Ask, seconds: float
) -> wire.Reply:
    query = urlencode(
        {"token": token[0], "id_token": token[1], "username": portal.username, "password": _md5(portal.password)},
        quote_via=quote,
    )  # fmt: skip
    said = {
        "maThe": question.number, "hoTen": question.name, "ngaySinh": _written(question.birth),
        "hoTenCb": portal.staff_name, "cccdCb": portal.staff_number,
    }  # fmt: skip
    address = f"{portal.address}{VERSIONS[portal.version]}?{query}"
    body = json.dumps(said, ensure_ascii=False).encode()
    return ask(wire.Request(address, body, {"Content-Type": "application/json"}, _left(seconds)))


def _left(seconds: float) -> float:
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _md5(password: str) -> str:
    """As the portal wants it; the connection is what protects it."""
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest().upper()


def _is_unauthorised(reply: wire.Reply) -> bool:
    return reply.status == _UNAUTHORISED or wire.json_object(reply.body).get("maKetQua") in ("401", 401)


def _read(reply: wire.Reply) -> CardReply:
    said = wire.json_object(reply.body)
    code = str(said.get("maKetQua", ""))
    if not re.fullmatch(r"[0-9]{3}", code):
        return CardReply(Finding.UNKNOWN, "answer" if reply.status < 400 else f"status-{reply.status}")
    return CardReply(_findings().get(code, Finding.UNKNOWN), code, _facts(said))


@cache
def _findings() -> Mapping[str, Finding]:
    rows = tables.read_table("hoaban.connect.insurance_cards", "results.csv")
    return {row["code"]: Finding(row["finding"]) for row in rows}


def _facts(said: Mapping[str, Any]) -> CardFacts | None:
    """The card that holds now: the new one where the old one was replaced."""
    new = bool(_text(said, "maTheMoi")) and bool(_text(said, "gtTheTuMoi"))
    end = "Moi" if new else ""
    number = tidy_number(_text(said, "maThe" + end))
    name = vietnamese.nfc(_text(said, "hoTen"))
    if not (number or name):
        return None
    return CardFacts(
        number, name, _iso(_text(said, "ngaySinh")), _SEXES.get(vietnamese.fold(_text(said, "gioiTinh")), ""),
        vietnamese.nfc(_text(said, "diaChi")), _day(_text(said, "gtTheTu" + end)), _day(_text(said, "gtTheDen" + end)),
        _facility(_text(said, "maDKBD" + end)), _day(_text(said, "ngayDu5Nam")), _text(said, "maKV")[:2],
        _text(said, "maSoBHXH"),
    )  # fmt: skip


def _facility(written: str) -> str:
    return written if re.fullmatch(r"\d{2}[0-9A-Z]{3}", written) else ""


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value.strip()[:300] if isinstance(value, str) else ""


def _written(birth: str) -> str:
    """``dd/MM/yyyy``, ``MM/yyyy`` or ``yyyy``."""
    return "/".join(reversed(birth.split("-")))


def _iso(written: str) -> str:
    if re.fullmatch(r"(\d{2}/){0,2}\d{4}", written):
        return "-".join(reversed(written.split("/")))
    return ""


def _day(written: str) -> date | None:
    found = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", written)
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
