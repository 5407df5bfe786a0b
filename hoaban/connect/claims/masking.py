"""Values as they may stand in a finding, a log or a page for people who may not know whose they are."""

from __future__ import annotations

from hoaban.connect.claims.registry import Field

_LONGEST = 40
_FREE_TEXT = 1024  # texts of this size or more are prose and may name people


def mask(field: Field | None, value: str) -> str:
    """The value, or what of it identifies nobody. ``None`` (a field nobody knows) hides everything."""
    if not value:
        return ""
    if field is None:
        return "***"
    if field.sensitive:
        return _MASKS[field.sensitive](value)
    if field.format == "text" and (field.max is None or field.max >= _FREE_TEXT):
        return f"({len(value)})"
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"


def _name(value: str) -> str:
    return " ".join(f"{word[0]}." for word in value.split()[:8])


def _number(value: str) -> str:
    return ";".join(
        "*" * min(len(item) - 3, _LONGEST) + item[-3:] if len(item) > 6 else "*" * len(item)
        for item in value.split(";")[:10]
    )


def _birth(value: str) -> str:
    return (
        value[:4] + "*" * min(len(value) - 4, _LONGEST) if value[:4].isdecimal() and len(value) > 4 else "***"
    )


def _hidden(_value: str) -> str:
    return "***"


_MASKS = {"name": _name, "number": _number, "birth": _birth, "address": _hidden}
