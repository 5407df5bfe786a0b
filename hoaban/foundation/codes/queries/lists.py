"""Code lists, read once per process from the tables that travel with the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from hoaban.foundation.codes.rules import icd10
from hoaban.foundation.codes.rules.shapes import Amount, CardLevel, Code, CodeList, CoverageClass
from hoaban.kernel import tables
from hoaban.kernel.effective import in_force

PACKAGE = "hoaban.foundation.codes"
_ICD10 = "ICD10"


@cache
def code_lists() -> Mapping[str, CodeList]:
    """Every list at hand, by its id."""
    return MappingProxyType(
        {
            row["id"]: CodeList(
                id=row["id"],
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                complete=row["complete"] == "yes",
                pattern=re.compile(row["pattern"]) if row["pattern"] else None,
                legal_basis=row["legal_basis"],
            )
            for row in tables.read_table(PACKAGE, "lists.csv")
        }
    )


@cache
def _rows(list_id: str) -> Mapping[str, tuple[Code, ...]]:
    if list_id not in code_lists():
        return {}
    found: dict[str, list[Code]] = {}
    for row in tables.read_table(PACKAGE, f"lists/{list_id}.csv"):
        found.setdefault(row["code"], []).append(
            Code(
                code=row["code"],
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                period=tables.period_of(row),
                legal_basis=row["legal_basis"],
                certainty=row["certainty"],
            )
        )
    return {code: tuple(codes) for code, codes in found.items()}


def exists(list_id: str, on: date | None = None) -> bool:  # noqa: ARG001
    """Whether the list is at hand (on that day); without it a check stays silent."""
    return list_id in code_lists()


def find(list_id: str, code: str, on: date) -> Code | None:
    """The meaning of a code on a day; ``None`` when the list does not know it (or is not at hand).

    ICD-10 is found with or without dot, dagger or asterisk; a subcategory we have no name for is not found.
    """
    key = icd10.dotted(code) if list_id == _ICD10 else code
    for one in _rows(list_id).get(key, ()):
        if on in one.period:
            return one
    return None


def names(list_id: str, on: date) -> dict[str, Code]:
    """All codes of a list that hold on a day, in its order; empty when the list is not at hand."""
    return {one.code: one for codes in _rows(list_id).values() for one in in_force(codes, on)}


def is_known(list_id: str, code: str, on: date) -> bool | None:
    """Whether a code is right on a day: yes, no, or ``None`` where the list at hand cannot tell.

    Where a list has a pattern, a code of that shape without a row is "cannot tell"; another shape is wrong.
    """
    about = code_lists().get(list_id)
    if about is None:
        return None
    if find(list_id, code, on) is not None:
        return True
    if about.pattern is not None:
        return None if about.pattern.match(code) else False
    return False if about.complete else None


@cache
def _coverage_classes() -> Mapping[str, tuple[CoverageClass, ...]]:
    found: dict[str, list[CoverageClass]] = {}
    for row in tables.read_table(PACKAGE, "lists/MA_DOITUONG_KCB.csv"):
        found.setdefault(row["code"], []).append(
            CoverageClass(
                code=row["code"],
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                outpatient_rate=_percent(row["rate_outpatient"]),
                inpatient_rate=_percent(row["rate_inpatient"]),
                full_level=row["full_level"] == "yes",
                legal_basis=row["legal_basis"],
                period=tables.period_of(row),
            )
        )
    return {code: tuple(classes) for code, classes in found.items()}


def coverage_class(code: str, on: date) -> CoverageClass | None:
    """A coverage class with its rates on a day (the end of the encounter decides)."""
    return next(iter(in_force(_coverage_classes().get(code, ()), on)), None)


@cache
def _card_levels() -> Mapping[str, tuple[CardLevel, ...]]:
    found: dict[str, list[CardLevel]] = {}
    for row in tables.read_table(PACKAGE, "card_levels.csv"):
        found.setdefault(row["level"], []).append(
            CardLevel(
                level=row["level"],
                percent=Decimal(row["percent"]),
                rate_limits=row["rate_limits"] == "yes",
                outside_scope=row["outside_scope"] == "yes",
                legal_basis=row["legal_basis"],
                period=tables.period_of(row),
            )
        )
    return {level: tuple(levels) for level, levels in found.items()}


def card_level(card_number: str, on: date) -> CardLevel | None:
    """What the level digit of a 15-character card gives on a day; ``None`` for shapes that carry no digit."""
    digit = card_number[2:3] if len(card_number) == 15 else ""
    return next(iter(in_force(_card_levels().get(digit, ()), on)), None)


@cache
def _card_groups() -> Mapping[str, tuple[tuple[Code, str], ...]]:
    found: dict[str, list[tuple[Code, str]]] = {}
    codes = {(one.code, one.period): one for group in _rows("CARD_GROUP").values() for one in group}
    for row in tables.read_table(PACKAGE, "lists/CARD_GROUP.csv"):
        code = codes[row["code"], tables.period_of(row)]
        found.setdefault(code.code, []).append((code, row["level"]))
    return {code: tuple(levels) for code, levels in found.items()}


def usual_level(group: str, on: date) -> str | None:
    """The level digit usual for a card group (``DT`` -> ``2``) on a day; sources differ, so it only warns."""
    for code, level in _card_groups().get(group, ()):
        if on in code.period:
            return level
    return None


@cache
def _base_salaries() -> tuple[Amount, ...]:
    return tuple(
        Amount(Decimal(row["amount"]), row["legal_basis"], tables.period_of(row))
        for row in tables.read_table(PACKAGE, "base_salary.csv")
    )


def base_salary(on: date) -> Amount | None:
    """The base salary (mức lương cơ sở) of a day, đồng per month; ``None`` before our table begins."""
    return next(iter(in_force(_base_salaries(), on)), None)


def _percent(text: str) -> Decimal | None:
    return Decimal(text) if text else None
