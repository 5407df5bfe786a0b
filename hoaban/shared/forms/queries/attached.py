"""Attachments of answers: pictures drawn in a form, and files kept beside it."""

from __future__ import annotations

from hoaban.shared.forms.fhir import Value

_SHOWN = frozenset({"image/svg+xml", "image/jpeg", "image/png"})


def picture_of(value: Value) -> str:
    """An attachment as an address that a paper carries within itself; empty where it is no picture."""
    kind, data = value.json.get("contentType", ""), value.json.get("data", "")
    return f"data:{kind};base64,{data}" if kind in _SHOWN and data else ""
