"""The words of ``data/kinds.csv`` and of other short lists: kinds, levels, former lines, owners."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hoaban.kernel import tables

_PACKAGE = "hoaban.foundation.places"
LEVELS = {
    "primary": ("Ban đầu", "Primary"),
    "basic": ("Cơ bản", "Basic"),
    "specialised": ("Chuyên sâu", "Specialised"),
}
LINES = {
    "central": ("Trung ương", "Central"),
    "provincial": ("Tỉnh", "Provincial"),
    "district": ("Huyện", "District"),
    "commune": ("Xã", "Commune"),
}
OWNERS = {"state": ("Công lập", "Public"), "private": ("Tư nhân", "Private")}


@dataclass(frozen=True, slots=True)
class FacilityKind:
    """A kind of facility in words; ``family``: care, drug, authority or other."""

    code: str
    vi: str
    en: str
    family: str


@cache
def facility_kinds() -> dict[str, FacilityKind]:
    """Kinds of facilities by code, in the order of the file."""
    rows = tables.read_table(_PACKAGE, "kinds.csv")
    return {row["code"]: FacilityKind(**row) for row in rows}
