"""A portal that plays the other side, for tests and for trials: it asks nobody and remembers nothing but its tokens.

How it behaves towards a card follows from the last two digits of its number:

====================  ==========================================================================
number ends in        what it does
====================  ==========================================================================
``90``                the card ended last year
``91``                it knows no such card
``92``                the card is somebody else's: another name, another birth, another sex
``93``                the card was withdrawn
``94``                the old card ended, and a new one holds
``95``                it lies: a valid card of another number
``96``                nonsense instead of an answer
``97``                its server is broken
``98``                never answers in time
``99``                refuses the first token it is shown
anything else         the card holds; registered at the facility of the sandbox
====================  ==========================================================================
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hoaban.connect.insurance_cards.portal import VERSIONS
from hoaban.kernel import wire

ENDED, NOBODY, ANOTHER, WITHDRAWN, RENEWED, LYING, NONSENSE, BROKEN, SILENT, FORGETFUL = (
    str(end) for end in range(90, 100)
)
_NEW_NUMBER = "HT3120000000001"


class Sandbox:
    """Answers as the portal does, for whoever has its name and password."""

    def __init__(self, username: str, password: str, *, registered_at: str, today: date) -> None:
        self._username = username
        self._password = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest().upper()
        self._registered_at, self._today = registered_at, today
        self._given = 0

    def ask(self, request: wire.Request) -> wire.Reply:
        """A :data:`~hoaban.kernel.wire.Ask`.

        :raises TimeoutError: towards cards that it is silent about.
        """
        address = urlsplit(request.address)
        if address.path == "/api/token/take":
            return self._token(parse_qs((request.body or b"").decode()))
        if address.path not in VERSIONS.values():
            return wire.Reply(404)
        return self._card(parse_qs(address.query), json.loads(request.body or b"{}"))

    def _token(self, said: Mapping[str, list[str]]) -> wire.Reply:
        if said.get("username") != [self._username] or said.get("password") != [self._password]:
            return _said({"maKetQua": "401"})
        self._given += 1
        keys = {"access_token": f"t{self._given}", "id_token": f"i{self._given}", "token_type": "bearer"}
        return _said({"maKetQua": "200", "APIKey": keys})

    def _card(self, query: Mapping[str, list[str]], said: Mapping[str, Any]) -> wire.Reply:
        end = str(said.get("maThe", ""))[-2:]
        if end == SILENT:
            raise TimeoutError
        if query.get("password") != [self._password] or (end == FORGETFUL and query.get("token") == ["t1"]):
            return _said({"maKetQua": "401"})
        if end == BROKEN:
            return wire.Reply(500, b"<html>error</html>")
        if end == NONSENSE:
            return wire.Reply(200, b"[[[")
        if not (said.get("hoTen") and said.get("ngaySinh") and said.get("hoTenCb") and said.get("cccdCb")):
            return _said({"maKetQua": "205"})
        return _said(self._known(end, said))

    def _known(self, end: str, said: Mapping[str, Any]) -> dict[str, Any]:
        year = self._today.year
        number = str(said["maThe"])
        card: dict[str, Any] = {
            "maKetQua": "000", "ghiChu": "", "maThe": number if len(number) == 15 else f"HT312{number[-10:]}",
            "hoTen": said["hoTen"], "ngaySinh": said["ngaySinh"], "gioiTinh": "", "diaChi": "", "maDKBD": self._registered_at,
            "gtTheTu": f"01/01/{year}", "gtTheDen": f"31/12/{year}", "ngayDu5Nam": f"01/01/{year - 1}",
            "maSoBHXH": number[-10:],
        }  # fmt: skip
        changes: dict[str, dict[str, Any]] = {
            ENDED: {"maKetQua": "010", "gtTheTu": f"01/01/{year - 1}", "gtTheDen": f"31/12/{year - 1}"},
            NOBODY: {"maKetQua": "050", "maThe": None, "hoTen": None},
            ANOTHER: {"hoTen": "Vàng Thị Thử", "ngaySinh": "01/01/1950", "gioiTinh": "Nữ"},
            WITHDRAWN: {"maKetQua": "110"},
            RENEWED: {
                "maKetQua": "003", "maTheMoi": _NEW_NUMBER, "gtTheTuMoi": f"01/01/{year}", "gtTheDenMoi": f"31/12/{year + 1}",
                "maDKBDMoi": self._registered_at,
            },
            LYING: {"maThe": "HT3129999999999"},
        }  # fmt: skip
        return card | changes.get(end, {})


def _said(values: Mapping[str, Any]) -> wire.Reply:
    return wire.Reply(200, json.dumps(values, ensure_ascii=False).encode())
