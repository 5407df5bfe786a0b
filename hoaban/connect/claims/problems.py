"""What is wrong with a file, dossier, row or field: a stable code, two languages, the place, never a value.

Codes, severities and texts are data: ``data/messages.csv``. Values pass through :mod:`masking` first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from hoaban.connect.claims.datafiles import rows


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``severity``: error (the dossier or file cannot be taken as it is) or warning.

    ``dossier``: index in the file; ``line`` and ``offset`` (bytes from the start): place in the file,
    or in the table when ``table`` is set. ``value`` is masked already.
    """

    code: str
    severity: str
    message_vi: str
    message_en: str
    dossier: int | None = None
    table: str = ""
    row: int | None = None
    field: str = ""
    line: int | None = None
    offset: int | None = None
    value: str = ""
    legal_basis: str = ""
    source: str = ""


@cache
def messages() -> dict[str, dict[str, str]]:
    """Code -> its row of ``messages.csv`` (severity, vi, en)."""
    return {row["code"]: row for row in rows("messages")}


def problem(code: str, *, severity: str = "", words: dict[str, Any] | None = None, **place: Any) -> Problem:
    """A problem of a listed code; ``words`` fill the text (nothing personal), ``place`` the other fields."""
    text = messages()[code]
    filling = words or {}
    return Problem(
        code=code,
        severity=severity or text["severity"],
        message_vi=text["vi"].format(**filling),
        message_en=text["en"].format(**filling),
        **place,
    )
