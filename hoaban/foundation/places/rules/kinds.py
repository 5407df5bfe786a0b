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
RELATIONS = {
    "owner": ("Chủ sở hữu", "Owner"),
    "managing": ("Cơ quan quản lý", "Managing body"),
    "professional": ("Chỉ đạo chuyên môn", "Professional line"),
    "budget": ("Đơn vị dự toán", "Budget unit"),
}
RESPONSIBLE = {
    "professional": ("Người chịu trách nhiệm chuyên môn", "Responsible professional"),
    "pharmacy": ("Người chịu trách nhiệm chuyên môn về dược", "Responsible pharmacist"),
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


@dataclass(frozen=True, slots=True)
class OfferedKind:
    """A service that facilities may offer, in words."""

    code: str
    vi: str
    en: str
    certainty: str


@dataclass(frozen=True, slots=True)
class PermitKind:
    """A kind of permit; ``families`` of facilities that should have one, ``years`` it usually holds (None: until revoked)."""

    code: str
    vi: str
    en: str
    families: frozenset[str]
    years: int | None
    legal_basis: str
    certainty: str


@cache
def offered_kinds() -> dict[str, OfferedKind]:
    """Services by code, in the order of the file."""
    rows = tables.read_table(_PACKAGE, "services_offered.csv")
    return {row["code"]: OfferedKind(**row) for row in rows}


@cache
def permit_kinds() -> dict[str, PermitKind]:
    """Kinds of permits by code."""
    return {
        row["code"]: PermitKind(
            row["code"], row["vi"], row["en"], frozenset(row["families"].split()),
            int(row["years"]) if row["years"] else None, row["legal_basis"], row["certainty"],
        )
        for row in tables.read_table(_PACKAGE, "permits.csv")
    }  # fmt: skip
