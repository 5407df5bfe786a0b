"""Whether a licence holds on a day, and what is odd about its number."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from hoaban.foundation.workforce.rules.shapes import Licence
from hoaban.kernel.effective import in_force

_SUFFIXES = {"gphn": "GPHN", "cchn": "CCHN", "cchnd": "CCHND"}
_FORMAT = re.compile(r"\d{1,9}/(?:[A-ZĐ]{2,6})-(GPHN|CCHND|CCHN)\Z")


class State(StrEnum):
    """How a licence stands on a day."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


STATES = {
    State.VALID: ("còn hiệu lực", "valid"),
    State.SUSPENDED: ("bị đình chỉ", "suspended"),
    State.REVOKED: ("bị thu hồi", "revoked"),
    State.EXPIRED: ("hết hạn", "expired"),
    State.NOT_YET: ("chưa cấp", "not issued yet"),
}


def state_on(licence: Licence, day: date) -> State:
    """How a licence stands on a day: revoked before expired before suspended."""
    if day < licence.issued_on:
        return State.NOT_YET
    if licence.revoked_on is not None and licence.revoked_on <= day:
        return State.REVOKED
    if licence.valid_until is not None and licence.valid_until < day:
        return State.EXPIRED
    return State.SUSPENDED if in_force(licence.suspensions, day) else State.VALID


def is_usual_number(kind: str, number: str) -> bool:
    """Whether a number looks like ``012345/LCH-GPHN`` of its kind; old papers differ, so it is only remarked on."""
    found = _FORMAT.match(number)
    return found is not None and found[1] == _SUFFIXES[kind]
