"""What is known of medicines, from tables that travel with the code: substances with their classes, pairs, states, limits.

Our own words on general pharmacological knowledge, dated in the tables; a pharmacist must read it before use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from hoaban.kernel import tables, vietnamese
from hoaban.shared.prescribing.rules.words import PACKAGE

SOURCE = ("Kiến thức dược lý chung do nhóm soạn, 11/2026", "General pharmacology, our own words, 11/2026")


@dataclass(frozen=True, slots=True)
class Substance:
    """An INN with its classes and other spellings (folded)."""

    inn: str
    names: tuple[str, ...]
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class of medicines; ``duplicate``: what is said of two of it; ``allergy``: names of it by which people are allergic."""

    key: str
    vi: str
    en: str
    duplicate: str
    allergy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One line of knowledge. ``of``, ``other``: an INN or ``@class``. The rest is said by the table that it is from."""

    id: str
    of: str
    stops: bool
    vi: str
    en: str
    other: str = ""
    who: str = ""
    first: int | None = None
    below: Decimal | None = None
    icd10: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoseLimit:
    """Milligrams: of an adult in a day and at once; of a child per kg and day; ``hard``: times the most from which to stop."""

    of: str
    adult_day: Decimal
    once: Decimal
    kg_low: Decimal | None
    kg_high: Decimal | None
    times: int
    hard: Decimal


@cache
def substances() -> Mapping[str, Substance]:
    """By INN."""
    return {
        row["inn"]: Substance(row["inn"], _split(row["names"]), frozenset(row["classes"].split()))
        for row in tables.read_table(PACKAGE, "substances.csv")
    }


@cache
def classes() -> Mapping[str, DrugClass]:
    """By key."""
    return {
        row["class"]: DrugClass(row["class"], row["vi"], row["en"], row["duplicate"], _split(row["allergy"]))
        for row in tables.read_table(PACKAGE, "classes.csv")
    }


@cache
def interactions() -> tuple[Knowledge, ...]:
    """Pairs."""
    return tuple(
        Knowledge(row["id"], row["a"], row["grade"] == "stop", row["vi"], row["en"], other=row["b"])
        for row in tables.read_table(PACKAGE, "interactions.csv")
    )


@cache
def states(table: str) -> tuple[Knowledge, ...]:
    """What one medicine does in a state: ``mothers``, ``ages``, ``kidneys`` or ``diseases``."""
    return tuple(
        Knowledge(
            row["id"], row["of"], row["grade"] == "stop", row["vi"], row["en"], who=row.get("who", ""),
            first=int(row["from"]) if row.get("from") else None,
            below=Decimal(row["below"]) if row.get("below") else None,
            icd10=tuple(one.replace(".", "") for one in row.get("icd10", "").split()),
        )
        for row in tables.read_table(PACKAGE, f"{table}.csv")
    )  # fmt: skip


@cache
def dose_limits() -> Mapping[str, DoseLimit]:
    """By INN."""
    return {
        row["of"]: DoseLimit(
            row["of"], Decimal(row["adult_day"]), Decimal(row["once"]), _number(row["kg_low"]), _number(row["kg_high"]),
            int(row["times"]), Decimal(row["hard"]),
        )
        for row in tables.read_table(PACKAGE, "doses.csv")
    }  # fmt: skip


@cache
def override_reasons() -> Mapping[str, tuple[str, str]]:
    """Why an alert may be passed over, by code, in both languages."""
    return {row["code"]: (row["vi"], row["en"]) for row in tables.read_table(PACKAGE, "override_reasons.csv")}


def substances_in(*texts: str) -> frozenset[str]:
    """The INNs that names of drugs speak of, whatever else stands there; a substance that we do not know is left out."""
    found: set[str] = set()
    for text in texts:
        said = f" {vietnamese.fold(text[:300])} "
        found |= {inn for name, inn in _names() if name in said}
    return frozenset(found)


def classes_of(found: frozenset[str]) -> frozenset[str]:
    """The classes of some substances."""
    return frozenset(one for inn in found for one in substances()[inn].classes)


def matches(of: str, found: frozenset[str]) -> bool:
    """Whether ``of`` (an INN or ``@class``) is among some substances."""
    return of[1:] in classes_of(found) if of.startswith("@") else of in found


def allergic_classes(text: str) -> frozenset[str]:
    """The classes that an allergy names."""
    said = f" {vietnamese.fold(text)} "
    return frozenset(one.key for one in classes().values() if any(f" {name}" in said for name in one.allergy))


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """(`` folded name ``, INN), each as whole words."""
    return tuple(
        (f" {name} ", one.inn)
        for one in substances().values()
        for name in (vietnamese.fold(one.inn), *one.names)
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"\|", text) if one)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
