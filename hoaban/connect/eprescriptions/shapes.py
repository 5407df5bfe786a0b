"""A prescription as the national e-prescription system takes it, in our words; and back from what was kept of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

CODE = re.compile(r"[0-9A-Z]{5}[0-9a-z]{7}-[NHCT]")
"""Facility (5), seven random signs, and the kind: narcotic, psychotropic or precursor, other, traditional decoction."""
_BIRTH = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SEXES = ("male", "female", "")
_LONGEST = 2_000


class ContentNotValid(ValueError):
    """``args[0]`` names the place, never what stood there."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``conclusion``: words of the prescriber."""

    code: str
    name: str
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """One batch of a prescription that is handed out in several; days included. ``packs``: of a traditional decoction."""

    number: int
    first: date
    last: date
    packs: int = 0


@dataclass(frozen=True, slots=True)
class Drug:
    """``quantity``: a decimal number as text; ``directions``: the structured dosage in words."""

    code: str
    name: str
    unit: str
    quantity: str
    directions: str
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Prescription:
    """``birth``: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; ``weight``: kilograms as text; ``sex``: male, female or empty;
    ``prescriber``: the linking code of the doctor; ``revisit_days``: until when to come again, None: not; ``signature``:
    what proves who signed, as the system takes it."""

    code: str
    patient_name: str
    birth: str
    sex: str
    prescribed_at: datetime
    prescriber: str
    diagnoses: tuple[Diagnosis, ...]
    drugs: tuple[Drug, ...]
    medical_id: str = ""
    national_id: str = ""
    weight: str = ""
    card: str = ""
    guardian: str = ""
    address: str = ""
    phone: str = ""
    treatment: str = ""
    """Form of treatment: ``1`` out-patient, ``2`` discharge; codes assumed."""
    note: str = ""
    advice: str = ""
    revisit_days: int | None = None
    courses: tuple[Course, ...] = ()
    signature: str = ""

    @property
    def kind(self) -> str:
        """N, H, C or T."""
        return self.code[-1:]


def content_of(one: Prescription) -> dict[str, Any]:
    """As plain JSON values, to be kept and handed over."""
    kept = asdict(one)
    kept["prescribed_at"] = one.prescribed_at.isoformat()
    kept["diagnoses"], kept["drugs"] = list(kept["diagnoses"]), list(kept["drugs"])
    kept["courses"] = [
        asdict(course) | {"first": course.first.isoformat(), "last": course.last.isoformat()}
        for course in one.courses
    ]
    return kept


def read_content(kept: Mapping[str, Any]) -> Prescription:
    """The prescription that :func:`content_of` made.

    :raises ContentNotValid: something is missing or has not the form that it must have.
    """
    known = {one.name for one in fields(Prescription)}
    if extra := kept.keys() - known:
        raise ContentNotValid(min(extra))
    one = _built(kept)
    _check(one)
    return one


def _built(kept: Mapping[str, Any]) -> Prescription:
    values = dict(kept)
    try:
        values["prescribed_at"] = datetime.fromisoformat(values["prescribed_at"])
        values["diagnoses"] = tuple(Diagnosis(**row) for row in values["diagnoses"])
        values["drugs"] = tuple(Drug(**row) for row in values["drugs"])
        values["courses"] = tuple(
            Course(
                row["number"],
                date.fromisoformat(row["first"]),
                date.fromisoformat(row["last"]),
                row.get("packs", 0),
            )
            for row in values.get("courses", ())
        )
        return Prescription(**values)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise ContentNotValid(str(wrong.args[0])[:40] if isinstance(wrong, KeyError) else "shape") from None


def _check(one: Prescription) -> None:
    if not CODE.fullmatch(one.code):
        raise ContentNotValid("code")
    if one.prescribed_at.tzinfo is None:
        raise ContentNotValid("prescribed_at")
    if not _BIRTH.fullmatch(one.birth) or one.sex not in _SEXES:
        raise ContentNotValid("birth" if one.sex in _SEXES else "sex")
    if not one.patient_name or not one.prescriber:
        raise ContentNotValid("prescriber" if one.patient_name else "patient_name")
    if not one.drugs or not one.diagnoses:
        raise ContentNotValid("diagnoses" if one.drugs else "drugs")
    if one.revisit_days is not None and not 0 <= one.revisit_days <= 3_650:
        raise ContentNotValid("revisit_days")
    _check_rows(one.drugs)
    for name in ("patient_name", "guardian", "address", "note", "advice"):
        if len(getattr(one, name)) > _LONGEST:
            raise ContentNotValid(name)


def _check_rows(drugs: Sequence[Drug]) -> None:
    for place, drug in enumerate(drugs):
        try:
            is_good = Decimal(drug.quantity) > 0
        except InvalidOperation:
            is_good = False
        if not (is_good and drug.name and drug.unit and len(drug.directions) <= _LONGEST):
            raise ContentNotValid(f"drugs[{place}]")
