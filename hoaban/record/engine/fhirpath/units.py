"""The units that FHIRPath computes with: calendar words beside the units of UCUM."""

from __future__ import annotations

from hoaban.record.engine.ucum import canonical

__all__ = ["CALENDAR", "INEXACT", "canonical"]

CALENDAR = {"year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min", "second": "s",
            "millisecond": "ms"}  # fmt: skip
"""Calendar word -> the UCUM unit beside it."""
INEXACT = {"year", "month"}
"""Words whose length is not that of the UCUM unit (a year is 365 or 366 days, ``a`` always 365.25)."""
