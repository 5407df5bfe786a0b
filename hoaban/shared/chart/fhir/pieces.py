"""Small readers that never raise: text of a concept, id of a reference, instants of dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from hoaban.kernel.clock import VIETNAM
from hoaban.record.shapes import Json


def concept_text(concept: Any) -> str:
    """What a CodeableConcept says: its text, else a display, else a code."""
    if not isinstance(concept, dict):
        return ""
    if concept.get("text"):
        return str(concept["text"])
    codings = [one for one in concept.get("coding", ()) if isinstance(one, dict)]
    shown = [str(one["display"]) for one in codings if one.get("display")]
    return shown[0] if shown else next((str(one["code"]) for one in codings if one.get("code")), "")


def code_of(concept: Any, system: str) -> str:
    """The code of a system in a CodeableConcept, empty when absent."""
    codings = concept.get("coding", ()) if isinstance(concept, dict) else ()
    return next((str(one.get("code", "")) for one in codings if one.get("system") == system), "")


def reference_id(reference: Any) -> str:
    """The id at the end of a literal reference."""
    return str(reference.get("reference", "")).rpartition("/")[2] if isinstance(reference, dict) else ""


def display(reference: Any) -> str:
    """The display of a reference."""
    return str(reference.get("display", "")) if isinstance(reference, dict) else ""


def instant(text: Any) -> datetime | None:
    """An instant; a partial date is its first moment in Viet Nam."""
    if not isinstance(text, str) or len(text) < 4:
        return None
    try:
        if "T" in text:
            at = datetime.fromisoformat(text)
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        day = date.fromisoformat(
            text if len(text) == 10 else f"{text}-01-01" if len(text) == 4 else f"{text}-01"
        )
    except ValueError:
        return None
    return datetime.combine(day, time(), VIETNAM)


def starts(resource: Json, *elements: str) -> datetime | None:
    """The first of these elements that holds a date, a period or an instant."""
    for element in elements:
        value = resource.get(element)
        found = instant(value.get("start")) if isinstance(value, dict) else instant(value)
        if found:
            return found
    return None


def decimal(value: Any) -> Decimal | None:
    """A number as an exact decimal."""
    return Decimal(str(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
