"""What the acts of the trail are in the words of IHE's Basic Audit Log Patterns: type, subtype, action.

One table serves both ways: an entry becomes an event by it, and a search by type, subtype or action becomes acts by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Purpose

DCM = "http://dicom.nema.org/resources/ontology/DCM"
EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
INTERACTION = "http://hl7.org/fhir/restful-interaction"
ACT = "https://hoaban.example/fhir/CodeSystem/trail-act"
WRITE = "record.write"


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its system and words."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """``action``: C, R, U, D or E."""

    type: Code
    subtype: Code | None
    action: str


_REST = Code(EVENT_TYPE, "rest", "RESTful Operation")
_RECORD = Code(DCM, "110110", "Patient Record")
_QUERY = Code(DCM, "110112", "Query")
_EXPORT = Code(DCM, "110106", "Export")
_USED = Code(DCM, "110101", "Audit Log Used")
_SIGNED = Code(DCM, "110114", "User Authentication")
_ALERT = Code(DCM, "110113", "Security Alert")
_ATTRIBUTES = Code(DCM, "110137", "User Security Attributes Changed")
_ROLES = Code(DCM, "110136", "Security Roles Changed")

OTHER = Meaning(Code(DCM, "110100", "Application Activity"), None, "E")
"""Of every act that is not listed."""


def _rest(interaction: str, action: str) -> Meaning:
    return Meaning(_REST, Code(INTERACTION, interaction, interaction), action)


_WRITES = {
    "created": _rest("create", "C"), "updated": _rest("update", "U"), "unchanged": _rest("update", "U"),
    "deleted": _rest("delete", "D"), audit.SEVERAL: _rest("transaction", "E"),
}  # fmt: skip
"""What a write did -> what it is."""
_ACTS: dict[str, Meaning] = {
    "record.read": _rest("read", "R"),
    "record.search": _rest("search", "E"),
    "people.find": Meaning(_QUERY, None, "E"),
    "people.find-emergency": Meaning(_QUERY, None, "E"),
    "people.find-entrusted": Meaning(_QUERY, None, "E"),
    "people.candidates": Meaning(_QUERY, None, "E"),
    "people.doubts": Meaning(_QUERY, None, "E"),
    "people.decisions": Meaning(_QUERY, None, "E"),
    "people.details": Meaning(_RECORD, None, "R"),
    "people.pair": Meaning(_RECORD, None, "R"),
    "people.register": Meaning(_RECORD, None, "C"),
    "people.correct": Meaning(_RECORD, None, "U"),
    "people.join": Meaning(_RECORD, None, "U"),
    "people.part": Meaning(_RECORD, None, "U"),
    "people.doubt": Meaning(_RECORD, None, "U"),
    "people.tell-apart": Meaning(_RECORD, None, "U"),
    "people.undo": Meaning(_RECORD, None, "U"),
    "claims.list": Meaning(_QUERY, None, "E"),
    "claims.read": Meaning(_RECORD, None, "R"),
    "claims.findings": Meaning(_EXPORT, None, "R"),
    "audit.read": Meaning(_USED, None, "R"),
    "audit.entry": Meaning(_USED, None, "R"),
    "audit.looks": Meaning(_USED, None, "R"),
    "emergency.look": Meaning(_USED, None, "R"),
    "audit.findings": Meaning(_USED, None, "R"),
    "audit.export": Meaning(_USED, _EXPORT, "R"),
    "emergency.open": Meaning(_ALERT, Code(DCM, "110127", "Emergency Override Started"), "E"),
    "emergency.end": Meaning(_ALERT, Code(DCM, "110138", "Emergency Override Stopped"), "E"),
    "session.open": Meaning(_SIGNED, Code(DCM, "110122", "Login"), "E"),
    "session.close": Meaning(_SIGNED, Code(DCM, "110123", "Logout"), "E"),
    **{f"session.{one}": Meaning(_SIGNED, None, "E") for one in ("lock", "unlock", "prove", "confirm")},
    **{f"accounts.{one}": Meaning(_ALERT, _ROLES, "U") for one in ("assign", "end-assignment")},
    **{
        f"accounts.{one}": Meaning(_ALERT, _ATTRIBUTES, "U")
        for one in (
            "set-password", "change-password", "add-factor", "remove-factor", "reset-factors", "make-codes", "set-pin",
            "remove-pin", "unlock", "shut", "reopen", "issue-token", "revoke-token", "revoke-tokens",
        )
    },
}  # fmt: skip
_UNDER = tuple(f":{purpose}" for purpose in Purpose)
"""A page that refuses names the leave that it asked for, which may end in a purpose."""


def meaning_of(act: str, detail: Mapping[str, Any]) -> Meaning:
    """What an entry is."""
    name = act.partition(":")[0]
    if name == WRITE:
        outcomes = list(detail.get("outcomes", ()))
        return _WRITES.get(outcomes[0], OTHER) if len(outcomes) == 1 else _WRITES[audit.SEVERAL]
    return _ACTS.get(name, OTHER)


def acts_where(fits: Callable[[Meaning], bool]) -> tuple[audit.Acts, ...]:
    """The acts whose meaning fits, as the trail is asked for them; none at all: nothing fits."""
    found = [name for name, one in _ACTS.items() if fits(one)]
    acts = [audit.Acts(_spelled(found))] if found else []
    acts += [audit.Acts(_spelled([WRITE]), only=done) for done, one in _WRITES.items() if fits(one)]
    if fits(OTHER):
        acts.append(audit.Acts(_spelled([*_ACTS, WRITE]), others=True))
    return tuple(acts)


def acts_named(act: str) -> tuple[audit.Acts, ...]:
    """One act by the trail's own name for it, under whatever purpose."""
    return (audit.Acts(_spelled([act])),)


@cache
def known_codes() -> frozenset[tuple[str, str]]:
    """Every (system, code) of a type or subtype."""
    meanings = (*_ACTS.values(), *_WRITES.values(), OTHER)
    codes = (one for each in meanings for one in (each.type, each.subtype) if one is not None)
    return frozenset((one.system, one.code) for one in codes)


def _spelled(names: list[str]) -> tuple[str, ...]:
    return tuple(name + purpose for name in names for purpose in ("", *_UNDER))
