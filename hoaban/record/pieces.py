"""The small parts of a resource, for every app that builds FHIR: what has nothing to say is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from hoaban.record import systems
from hoaban.record.shapes import Json


def kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that have something to say: no None, no empty text, list or object. Zero and False stay."""
    return {key: value for key, value in fields.items() if value or value == 0}


def resource(kind: str, uid: str, fields: Mapping[str, Any]) -> Json:
    """A resource of a type with its id and its non-empty fields."""
    return {"resourceType": kind, "id": uid, **kept(fields)}


def reference(kind: str, uid: str, display: str | None = None) -> dict[str, Any]:
    """A literal reference."""
    return {"reference": f"{kind}/{uid}", "display": display} if display else {"reference": f"{kind}/{uid}"}


@lru_cache(maxsize=16384)
def code(value: str) -> str:
    """A code without outer or doubled spaces (R4 allows single spaces inside)."""
    return " ".join(value.split())


def coding(system: str, value: str, display: str | None = None, version: str | None = None) -> dict[str, str]:
    """A Coding; the value must not be empty."""
    made = {"system": system, "code": code(value)}
    if version:
        made["version"] = version
    if display:
        made["display"] = display
    return made


def concept(*codings: dict[str, str] | None, text: str | None = None) -> dict[str, Any] | None:
    """A CodeableConcept of the codings there are; None when nothing is said at all."""
    return kept({"coding": [one for one in codings if one], "text": (text or "").strip()}) or None


def identifier(
    system: str, value: str, *, kind: str | None = None, assigner: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An Identifier; ``kind`` is a code of the HL7 table of identifier types."""
    made: dict[str, Any] = {"system": system, "value": value}
    if kind:
        made["type"] = {"coding": [{"system": systems.IDENTIFIER_TYPE, "code": kind}]}
    if assigner:
        made["assigner"] = assigner
    return made


def extension(name: str, **value: Any) -> dict[str, Any] | None:
    """One of our extensions with its single ``value...``; None when the value is empty."""
    ((key, content),) = value.items()
    return {"url": systems.extension_url(name), key: content} if content or content == 0 else None


def present(parts: Iterable[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """The parts that exist."""
    return [part for part in parts if part]


def quantity(value: Decimal, unit: str, ucum: str | None = None) -> dict[str, Any]:
    """A Quantity; the UCUM code only when it is surely the same unit."""
    made: dict[str, Any] = {"value": value}
    if unit:
        made["unit"] = unit
    if ucum:
        made["system"], made["code"] = systems.UCUM, ucum
    return made


def narrative(text: str) -> dict[str, str]:
    """A Narrative that shows the text as written, line by line."""
    lines = "<br/>".join(escape(line.strip(), quote=False) for line in text.strip().splitlines())
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{lines}</p></div>'}
