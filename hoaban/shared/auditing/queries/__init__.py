"""Reading the trail, and what looked unusual in it."""

from hoaban.shared.auditing.queries.findings import Sign, SignPage, find_sign, list_signs
from hoaban.shared.auditing.queries.limits import Held, Marked, limits_of, list_limits, list_marks
from hoaban.shared.auditing.queries.trail import (
    MOST_EXPORTED,
    Exported,
    OneEntry,
    TrailPage,
    Wanted,
    export,
    one_entry,
    search,
)

__all__ = [
    "MOST_EXPORTED",
    "Exported",
    "Held",
    "Marked",
    "OneEntry",
    "Sign",
    "SignPage",
    "TrailPage",
    "Wanted",
    "export",
    "find_sign",
    "limits_of",
    "list_limits",
    "list_marks",
    "list_signs",
    "one_entry",
    "search",
]
