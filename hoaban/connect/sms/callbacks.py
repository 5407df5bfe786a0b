"""What a gateway tells us by itself: that a message arrived or not, and what somebody wrote back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hoaban.connect.sms.gateway import VERSIONS
from hoaban.connect.sms.numbers import mobile_number

LONGEST = 64 * 1024
"""Bytes of one call."""
_MOST = 200
"""Events of one call."""
_LONGEST_TEXT = 1_000
_CODE = re.compile(r"[A-Za-z0-9._-]{1,30}")


class Unreadable(ValueError):
    """The text says where, never what stood there."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whether one of our messages reached the telephone; ``reason``: a short code where it did not."""

    message: UUID
    delivered: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What somebody wrote to our number."""

    sender: str
    text: str


def read_callback(body: bytes) -> list[Receipt | Incoming]:
    """The events of one call, in order.

    :raises Unreadable: too long, no JSON, another version, or an event that is neither.
    """
    if len(body) > LONGEST:
        raise Unreadable("length")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    if not isinstance(said, dict) or said.get("version") not in VERSIONS:
        raise Unreadable("version")
    events = said.get("events")
    if not isinstance(events, list) or len(events) > _MOST:
        raise Unreadable("events")
    return [_event(one, f"events[{place}]") for place, one in enumerate(events)]


def _event(said: Any, place: str) -> Receipt | Incoming:
    if not isinstance(said, dict):
        raise Unreadable(place)
    kind = said.get("kind")
    if kind == "receipt":
        return _receipt(said, place)
    if kind == "incoming":
        return _incoming(said, place)
    raise Unreadable(f"{place}.kind")


def _receipt(said: Mapping[str, Any], place: str) -> Receipt:
    try:
        message = UUID(str(said.get("id", "")))
    except ValueError:
        raise Unreadable(f"{place}.id") from None
    status, reason = said.get("status"), said.get("reason", "")
    if status not in ("delivered", "failed"):
        raise Unreadable(f"{place}.status")
    if reason and not (isinstance(reason, str) and _CODE.fullmatch(reason)):
        raise Unreadable(f"{place}.reason")
    return Receipt(message, status == "delivered", reason)


def _incoming(said: Mapping[str, Any], place: str) -> Incoming:
    sender, text = said.get("from"), said.get("text")
    number = mobile_number(sender) if isinstance(sender, str) and len(sender) <= 40 else ""
    if not number:
        raise Unreadable(f"{place}.from")
    if not isinstance(text, str):
        raise Unreadable(f"{place}.text")
    return Incoming(number, text[:_LONGEST_TEXT])
