"""The lists of ``data/``: professions, scopes, acts, terms, limits, needs. Each row with its days and legal basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from hoaban.kernel import tables
from hoaban.kernel.deadlines import Term, Unit
from hoaban.kernel.effective import Period, in_force

_PACKAGE = "hoaban.foundation.workforce"
SURE = frozenset("OS")
"""Certainties on which something is refused; anything else only warns."""

LICENCE_KINDS = {
    "gphn": ("Giấy phép hành nghề", "Practice licence"),
    "cchn": ("Chứng chỉ hành nghề (trước 2024)", "Practice certificate (before 2024)"),
    "cchnd": ("Chứng chỉ hành nghề dược", "Pharmacy practice certificate"),
}
SEXES = {"male": ("Nam", "Male"), "female": ("Nữ", "Female")}
TRAINING_KINDS = {
    "cme": ("Cập nhật kiến thức y khoa", "Continuing medical education"),
    "security": ("An toàn thông tin", "Information security"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A code with its words in both languages."""

    code: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Profession(Word):
    """A professional title; ``kinds`` of licences it needs, none when it needs none."""

    kinds: tuple[str, ...]

    @property
    def is_licensed(self) -> bool:
        """Whether the law asks for a licence."""
        return bool(self.kinds)


@dataclass(frozen=True, slots=True)
class PracticeScope(Word):
    """A scope of practice and the profession that may have it."""

    profession: str


@dataclass(frozen=True, slots=True)
class Act(Word):
    """Something that is signed for, and the scopes that cover it."""

    scopes: frozenset[str]
    period: Period
    legal_basis: str
    certainty: str
    elsewhere: str
    """``refuse`` or ``warn``: what is said to a licence of a profession that has none of the scopes."""

    def is_refused(self, scopes: frozenset[str]) -> bool:
        """Whether it is refused to a licence with these scopes, none of which covers it, and not only warned about."""
        return self.certainty in SURE or (
            self.elsewhere == "refuse" and _professions_of(self.scopes).isdisjoint(_professions_of(scopes))
        )


@dataclass(frozen=True, slots=True)
class LegalTerm:
    """Within which term something is reported."""

    code: str
    term: Term
    period: Period
    legal_basis: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of the law or of the province."""

    code: str
    value: int
    period: Period
    legal_basis: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Schooling:
    """``hours`` within ``years``, for a profession (``*``: everybody)."""

    kind: str
    profession: str
    hours: int
    years: int
    period: Period
    legal_basis: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many of a profession a facility of a kind should have."""

    kind: str
    profession: str
    count: int
    period: Period
    legal_basis: str
    certainty: str


@cache
def professions() -> dict[str, Profession]:
    """Professional titles by code, in the order of the file."""
    return {
        row["code"]: Profession(row["code"], row["vi"], row["en"], tuple(row["kinds"].split()))
        for row in tables.read_table(_PACKAGE, "professions.csv")
    }


@cache
def degrees() -> dict[str, Word]:
    """Levels of training, lowest first."""
    rows = tables.read_table(_PACKAGE, "degrees.csv")
    return {row["code"]: Word(row["code"], row["vi"], row["en"]) for row in rows}


@cache
def scopes() -> dict[str, PracticeScope]:
    """Scopes of practice by code."""
    return {
        row["code"]: PracticeScope(row["code"], row["vi"], row["en"], row["profession"])
        for row in tables.read_table(_PACKAGE, "scopes.csv")
    }


def _professions_of(codes: frozenset[str]) -> set[str]:
    return {known.profession for code in codes if (known := scopes().get(code))}


@cache
def _acts() -> tuple[Act, ...]:
    return tuple(
        Act(
            row["code"], row["vi"], row["en"], frozenset(row["scopes"].split()), tables.period_of(row),
            row["legal_basis"], row["certainty"], row["elsewhere"],
        )
        for row in tables.read_table(_PACKAGE, "acts.csv")
    )  # fmt: skip


def acts(on: date) -> dict[str, Act]:
    """Acts by code, as they stand on a day."""
    return {one.code: one for one in in_force(_acts(), on)}


@cache
def _terms() -> tuple[LegalTerm, ...]:
    return tuple(
        LegalTerm(
            row["code"], Term(int(row["amount"]), Unit(row["unit"])), tables.period_of(row), row["legal_basis"],
            row["certainty"],
        )
        for row in tables.read_table(_PACKAGE, "terms.csv")
    )  # fmt: skip


def find_term(code: str, on: date) -> LegalTerm | None:
    """The term in force on the day of the event; ``None`` when the law gave none then."""
    return next((one for one in in_force(_terms(), on) if one.code == code), None)


@cache
def _limits() -> tuple[Limit, ...]:
    return tuple(
        Limit(row["code"], int(row["value"]), tables.period_of(row), row["legal_basis"], row["certainty"])
        for row in tables.read_table(_PACKAGE, "limits.csv")
    )


def find_limit(code: str, on: date) -> Limit | None:
    """A number in force on a day."""
    return next((one for one in in_force(_limits(), on) if one.code == code), None)


@cache
def _schooling() -> tuple[Schooling, ...]:
    return tuple(
        Schooling(
            row["kind"], row["profession"], int(row["hours"]), int(row["years"]), tables.period_of(row),
            row["legal_basis"], row["certainty"],
        )
        for row in tables.read_table(_PACKAGE, "schooling.csv")
    )  # fmt: skip


def schooling(profession: str, on: date) -> tuple[Schooling, ...]:
    """What somebody of a profession should have learnt by a day."""
    return tuple(one for one in in_force(_schooling(), on) if one.profession in {profession, "*"})


@cache
def _staffing() -> tuple[Staffing, ...]:
    return tuple(
        Staffing(
            row["kind"], row["profession"], int(row["count"]), tables.period_of(row), row["legal_basis"],
            row["certainty"],
        )
        for row in tables.read_table(_PACKAGE, "staffing.csv")
    )  # fmt: skip


def staffing(kind: str, on: date) -> dict[str, Staffing]:
    """What a facility of a kind should have on a day, by profession."""
    return {one.profession: one for one in in_force(_staffing(), on) if one.kind == kind}
