"""What of the rooms goes into the record and comes out of it, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

SIGN_CODES: Final = {
    "pulse": "8867-4", "temperature": "8310-5", "systolic": "8480-6", "diastolic": "8462-4", "breathing": "9279-1",
    "saturation": "59408-5", "weight": "29463-7", "height": "8302-2", "pain": "72514-3", "body_mass": "39156-5",
}  # fmt: skip
"""LOINC codes of the FHIR R4 vital-signs profile, by the names of the signs."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A sign with its value, its Vietnamese name and its unit as shown and as UCUM."""

    sign: str
    name: str
    value: Decimal
    unit: str
    ucum: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured at once: ``consciousness`` a letter of ACVPU with its word; ``oxygen`` None where nobody said; the
    score's name, its points and what to do."""

    measured: tuple[Measured, ...] = ()
    consciousness: tuple[str, str] | None = None
    oxygen: bool | None = None
    score: tuple[str, int, str] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One sign as it was measured. ``sign``: a key of :data:`SIGN_CODES`, or ``score``, ``consciousness``, ``pregnancy``,
    ``oxygen``. ``text``: a code or word where it is no number. ``encounter``: the visit's id, if any."""

    sign: str
    at: datetime
    value: Decimal | None
    text: str
    encounter: str
    by: str


@dataclass(frozen=True, slots=True)
class Allergy:
    """What somebody does not bear; ``none_known``: they were asked, and know of none."""

    substance: str
    reaction: str
    none_known: bool
