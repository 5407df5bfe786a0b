"""Speak with the national e-prescription system: sign in as a doctor, send, ask what it has and what was dispensed."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from hoaban.connect.eprescriptions.payload import payload
from hoaban.connect.eprescriptions.shapes import CODE, Prescription
from hoaban.kernel import vietnamese, wire
from hoaban.kernel.tries import Answer, Misconfigured, Outcome

VERSIONS = ("808-2022",)
_LOGIN, _SEND, _READ = "/api/auth/dang-nhap-bac-si", "/api/v1/gui-don-thuoc", "/api/v1/thong-tin-don-thuoc/"
_FRESH = 50 * 60.0
"""Seconds that a token is used; how long it holds differs between descriptions, an hour is the least."""
_ALREADY = ("ton tai", "da gui", "truoc do")
"""What a refusal says, without marks, when the system has the code already; assumed."""
_LONGEST_REASON = 40
_REFERENCE = re.compile(r"[A-Za-z0-9._:+/=-]{1,100}")
_tokens: dict[tuple[str, ...], tuple[float, str]] = {}


@dataclass(frozen=True, slots=True)
class System:
    """Where the system is, and as whom we speak. ``facility``: its linking code; ``password``: of the doctor; ``app_name`` and
    ``app_key``: of the software, for reading a prescription back; without them nothing can be read back."""

    version: str
    address: str
    facility: str
    prescriber: str
    password: str
    app_name: str = ""
    app_key: str = ""
    seconds: float = 10.0

    def __post_init__(self) -> None:
        """:raises Misconfigured: saying what is missing or wrong."""
        if self.version not in VERSIONS:
            raise Misconfigured(f"version is one of {', '.join(VERSIONS)}, not {self.version}")
        if not wire.is_safe(self.address):
            raise Misconfigured("address must begin with https:// (http:// only on this machine)")
        if not (self.facility and self.prescriber and self.password):
            raise Misconfigured("there is no name or password")


@dataclass(frozen=True, slots=True)
class Dispensed:
    """How much of a prescription was handed out: ``none``, ``part`` or ``whole``; per drug name what was prescribed and sold."""

    extent: str
    lines: tuple[tuple[str, str, str], ...] = ()


class NotToBeRead(Exception):
    """There was no answer, or none that can be understood; ``args[0]`` is a short code."""


def send(
    system: System,
    one: Prescription,
    ask: wire.Ask,
    *,
    unsure: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Hand over one prescription. ``unsure``: it was sent before and nobody knows whether it arrived; it is looked for first.

    It never raises. A timeout is ``LATER`` with the reason ``timeout``: the system may have it.
    """
    try:
        if unsure and has(system, one.code, ask):
            return Answer(Outcome.ACCEPTED, one.code)
        token = _token(system, ask, clock)
        reply = _post(system, _SEND, payload(one), ask, token)
        if reply.status == 401:
            _tokens.pop(_key(system), None)
            reply = _post(system, _SEND, payload(one), ask, _token(system, ask, clock))
    except TimeoutError:
        return Answer(Outcome.LATER, reason="timeout")
    except OSError:
        return Answer(Outcome.LATER, reason="unreachable")
    except _NoToken as refused:
        return Answer(Outcome.LATER, reason=str(refused))
    return _read_sent(reply, one, unsure=unsure)


def has(system: System, code: str, ask: wire.Ask) -> bool:
    """Whether the system has a prescription; False also where it cannot be asked. :raises OSError: no answer."""
    if not system.app_key:
        return False
    reply = _get(system, code, ask)
    return (
        reply.status == 200
        and str(wire.json_object(reply.body).get("ma_don_thuoc", "")).lower() == code.lower()
    )


def dispensed(system: System, code: str, ask: wire.Ask) -> Dispensed | None:
    """What was handed out of a prescription; None: the system does not know it.

    :raises NotToBeRead: no answer, or none that can be understood.
    """
    try:
        reply = _get(system, code, ask)
    except OSError as failed:
        raise NotToBeRead("timeout" if isinstance(failed, TimeoutError) else "unreachable") from None
    if reply.status == 404:
        return None
    said = wire.json_object(reply.body)
    rows = said.get("thong_tin_thuoc")
    if (
        reply.status != 200
        or str(said.get("ma_don_thuoc", "")).lower() != code.lower()
        or not isinstance(rows, list)
    ):
        raise NotToBeRead("answer" if reply.status < 400 else f"status-{reply.status}")
    return _read_dispensed(rows)


class _NoToken(Exception):
    pass


def _key(system: System) -> tuple[str, ...]:
    digest = hashlib.sha256(system.password.encode()).hexdigest()
    return system.address, system.facility, system.prescriber, digest


def _token(system: System, ask: wire.Ask, clock: Callable[[], float]) -> str:
    until, token = _tokens.get(_key(system), (0.0, ""))
    if clock() < until:
        return token
    said = {
        "ma_lien_thong_bac_si": system.prescriber, "password": system.password,
        "ma_lien_thong_co_so_kham_chua_benh": system.facility,
    }  # fmt: skip
    reply = _post(system, _LOGIN, said, ask)
    token = wire.json_object(reply.body).get("token", "")
    if reply.status != 200 or not isinstance(token, str) or not token:
        raise _NoToken("login" if 400 <= reply.status < 500 else f"status-{reply.status}")
    _tokens[_key(system)] = (clock() + _FRESH, token)
    return token


def _post(system: System, path: str, said: Mapping[str, Any], ask: wire.Ask, token: str = "") -> wire.Reply:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps(said, ensure_ascii=False).encode()
    return ask(wire.Request(system.address + path, body, headers, system.seconds))


def _get(system: System, code: str, ask: wire.Ask) -> wire.Reply:
    if not CODE.fullmatch(code):
        return wire.Reply(404)
    headers = {"app-name": system.app_name, "app-key": system.app_key, "Accept": "application/json"}
    return ask(wire.Request(system.address + _READ + code, None, headers, system.seconds))


def _read_sent(reply: wire.Reply, one: Prescription, *, unsure: bool) -> Answer:
    said = wire.json_object(reply.body)
    word = vietnamese.fold(str(said.get("success", "") or said.get("message", "")))
    errors = said.get("danh_sach_cac_loi")
    if reply.status in (200, 201):
        if errors:
            return Answer(Outcome.REFUSED, reason=_reason(errors))
        if "thanh cong" in word:
            reference = str(said.get("ma_don_thuoc_qg") or said.get("don_thuoc_id") or one.code)
            return Answer(Outcome.ACCEPTED, reference if _REFERENCE.fullmatch(reference) else one.code)
        return Answer(Outcome.LATER, reason="answer")
    if reply.status in (400, 404, 422):
        if any(sign in word for sign in _ALREADY):
            return Answer(Outcome.ACCEPTED, one.code) if unsure else Answer(Outcome.REFUSED, reason="exists")
        return Answer(Outcome.REFUSED, reason=_reason(errors))
    return Answer(Outcome.LATER, reason="login" if reply.status in (401, 403) else f"status-{reply.status}")


def _reason(errors: Any) -> str:
    """The field that the system complains of, as it names it; its words may repeat what was sent and are left."""
    if isinstance(errors, dict):
        errors = list(errors)
    first = errors[0] if isinstance(errors, list) and errors else ""
    if isinstance(first, dict):
        first = first.get("truong") or first.get("field") or first.get("ma_loi") or ""
    name = str(first).strip()
    return name if re.fullmatch(rf"[a-z0-9_.\[\]-]{{1,{_LONGEST_REASON}}}", name) else "refused"


def _read_dispensed(rows: list[Any]) -> Dispensed:
    lines, wanted, sold = [], Decimal(0), Decimal(0)
    for row in rows:
        if not isinstance(row, dict):
            raise NotToBeRead("answer")
        try:
            asked, given = Decimal(str(row.get("so_luong", 0))), Decimal(str(row.get("so_luong_ban") or 0))
        except InvalidOperation:
            raise NotToBeRead("answer") from None
        if not (asked.is_finite() and given.is_finite()) or given < 0:
            raise NotToBeRead("answer")
        lines.append((str(row.get("ten_thuoc", ""))[:200], str(asked), str(given)))
        wanted, sold = wanted + asked, sold + min(given, asked)
    extent = "none" if not sold else "whole" if sold >= wanted else "part"
    return Dispensed(extent, tuple(lines))
