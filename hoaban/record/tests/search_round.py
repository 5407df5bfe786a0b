"""A resource asked for by each of its own values: what a search parameter takes from it must find it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hoaban.record.engine.search import dates, index, keys, leaves, parameters, ranges, strings
from hoaban.record.engine.search.fits import fits
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.parse import parse
from hoaban.record.engine.search.parse.values import escape
from hoaban.record.engine.search.query import SearchRefused
from hoaban.record.engine.search.terminology import Terminology
from hoaban.record.shapes import Json

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LONGEST = 5000


def holds(
    found: Json,
    name: str,
    value: str,
    *,
    extracted: index.Index | None = None,
    terminology: Terminology | None = None,
) -> bool:
    """Whether a search for one parameter finds a resource."""
    kind = found["resourceType"]
    query = parse(kind, [(name, value)], now=NOW, terminology=terminology)
    kept = extracted or index.extract(found)
    return all(fits(kept, each, own=f"{kind}/{found.get('id', '')}") for each in query.criteria)


def values(found: Json) -> Iterator[tuple[Parameter, str]]:
    """Every value that a parameter takes from a resource, as it is written in a search."""
    for parameter in parameters.supported(found["resourceType"]):
        if parameter.column or parameter.type == "composite":
            continue
        for route in parameter.routes:
            for value in route.values(found, found):
                text = written(parameter, route.kind, value)
                if text and text.strip() and len(text) < LONGEST:
                    yield parameter, text


def lost(found: Json) -> list[str]:
    """The values by which a resource is not found, or cannot be asked for."""
    extracted = index.extract(found)
    missed = []
    for parameter, text in values(found):
        try:
            if holds(found, parameter.code, text, extracted=extracted):
                continue
        except SearchRefused as refusal:
            text = f"{text} ({refusal.message_en})"
        missed.append(f"{parameter.code}={text}")
    return missed


def written(parameter: Parameter, kind: str, value: Any) -> str | None:
    """How a value is written in a search; None if it holds nothing that can be asked for."""
    if kind == "CodeableConcept":
        value = next((each for each in value.get("coding", ()) if each.get("code")), {})
    match parameter.type:
        case "string":
            parts = [each for each in strings.readers()[kind](value) if each.strip()]
            return escape(parts[-1]) if parts else None
        case "token" if isinstance(value, dict):
            return _token(kind, value)
        case "reference" if isinstance(value, dict):
            local = keys.local_reference(leaves.address_of(value))
            return leaves.address_of(value) if local and local[0] in parameter.targets else None
        case "date":
            return _date(value)
        case "number" | "quantity":
            return _measure(value) if isinstance(value, dict) else f"{value}"
        case "special":
            return f"{value['latitude']}|{value['longitude']}|1" if "latitude" in value else None
        case "text" | "content":
            return None
    return ("true" if value else "false") if isinstance(value, bool) else escape(str(value))


def _token(kind: str, value: Json) -> str | None:
    code = value.get("value") if kind in ("Identifier", "ContactPoint") else value.get("code")
    system = value.get("system")
    return f"{escape(system)}|{escape(code)}" if system and code else escape(code) if code else None


def _date(value: Any) -> str | None:
    text = value
    if isinstance(value, dict):
        text = value.get("start") or value.get("end") or next(iter(value.get("event", ())), None)
        return f"ap{text}" if dates.of_text(text) else None
    return text if dates.of_text(text) else None


def _measure(value: Json) -> str | None:
    if "value" not in value:
        return None
    prefix = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}.get(value.get("comparator", ""), "")
    number = str(value["value"])
    if not ranges.NUMBER.fullmatch(number):
        return None
    if "code" in value:
        return f"{prefix}{number}|{escape(value.get('system', ''))}|{escape(value['code'])}"
    unit = value.get("unit") or value.get("currency")
    return f"{prefix}{number}||{escape(unit)}" if unit else f"{prefix}{number}"
