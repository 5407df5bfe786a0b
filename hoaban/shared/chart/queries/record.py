"""Read one person's record through the door, in two calls: who it is, and what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from hoaban.foundation.accounts.api import READ_IN_EMERGENCY
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Json, Stored
from hoaban.shared.chart import fhir

T = TypeVar("T")
_HEAD = ("Patient", "AllergyIntolerance")
_STORY = (
    "Encounter", "Condition", "MedicationRequest", "Observation", "DiagnosticReport", "Procedure", "ServiceRequest",
    "Composition", "Immunization", "DocumentReference",
)  # fmt: skip
_MOST = 3000
"""More facts than a page should ever carry; older ones are reached by the FHIR path."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Who the record is about: the Patients of all sources, newest first, and known allergies."""

    person: UUID
    patients: tuple[fhir.Patient, ...]
    allergies: tuple[fhir.Allergy, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to a person, each list newest first. ``cut``: there is more than was read.

    ``documents`` (the dossiers as they came in) are left out in an emergency, which does not need them.
    """

    visits: tuple[fhir.Visit, ...]
    diagnoses: tuple[fhir.Diagnosis, ...]
    medicines: tuple[fhir.Medicine, ...]
    results: tuple[fhir.Result, ...]
    orders: tuple[fhir.Order, ...]
    notes: tuple[fhir.Note, ...]
    doses: tuple[fhir.Dose, ...]
    documents: tuple[fhir.Document, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one fact."""

    version: int
    at: datetime
    deleted: bool
    text: str


@dataclass(frozen=True, slots=True)
class Original:
    """An original as it was received."""

    document: fhir.Document
    content: bytes


def purpose_for(actor: Actor, person: UUID) -> Purpose:
    """Why a clinician opens this person's record: an emergency that they declared, else treatment."""
    broken = actor.may(READ_IN_EMERGENCY, Scope("person", str(person)))
    return Purpose.BREAK_GLASS if broken else Purpose.TREATMENT


def one_look(*, actor: Actor, person: UUID, purpose: Purpose | None = None) -> AbstractContextManager[None]:
    """All that a page of this record reads: one look, one entry in the trail."""
    return audit.as_one(actor=actor, act="record.read", purpose=purpose or purpose_for(actor, person))


def heading(*, actor: Actor, person: UUID, purpose: Purpose | None = None) -> Heading:
    """Who a record is about. :raises NotFound: unknown, or not for this actor (the trail then says so)."""
    return _heading(
        person, _by_type(_door(actor, purpose or purpose_for(actor, person)).of_person(person, _HEAD))
    )


def is_narrowed(*, actor: Actor, person: UUID) -> bool:
    """Whether the person refused that this actor, who treats, sees more than what was written at their own place."""
    return _door(actor, Purpose.TREATMENT).is_narrowed(person)


def story(*, actor: Actor, person: UUID, purpose: Purpose | None = None, most: int = _MOST) -> Story:
    """What happened to a person, the newest ``most`` facts. :raises NotFound: as :func:`heading`."""
    purpose = purpose or purpose_for(actor, person)
    types = [one for one in _STORY if one != "DocumentReference" or purpose is not Purpose.BREAK_GLASS]
    stored = _door(actor, purpose).of_person(person, types, limit=most)
    return _story(_by_type(stored), cut=len(stored) >= most)


def whole(*, actor: Actor, person: UUID, purpose: Purpose, what_for: str) -> tuple[Heading, Story]:
    """Both, to be printed: one reading, and one entry in the trail that says what for. :raises NotFound: as above."""
    types = (*_HEAD, *_STORY)
    stored = _door(actor, purpose).of_person(person, types, limit=_MOST, way="print", what_for=what_for)
    by_type = _by_type(stored)
    return _heading(person, by_type), _story(by_type, cut=len(stored) >= _MOST)


def _heading(person: UUID, by_type: dict[str, list[Json]]) -> Heading:
    patients = sorted(by_type.get("Patient", ()), key=_updated, reverse=True)
    if not patients:
        raise NotFound("Không tìm thấy hồ sơ.", "There is no such record.", place="person")
    allergies = tuple(fhir.read_allergy(one) for one in by_type.get("AllergyIntolerance", ()))
    return Heading(person, tuple(fhir.read_patient(one) for one in patients), allergies)


def _story(found: dict[str, list[Json]], *, cut: bool) -> Story:
    def each(kind: str) -> Iterable[Json]:
        return found.get(kind, ())

    results = [result for one in each("Observation") for result in fhir.read_results(one)]
    orders = [fhir.read_order(one) for kind in ("Procedure", "ServiceRequest") for one in each(kind)]
    return Story(
        visits=_newest(map(fhir.read_visit, each("Encounter")), lambda one: one.start),
        diagnoses=_newest(map(fhir.read_diagnosis, each("Condition")), lambda one: one.at),
        medicines=_newest(map(fhir.read_medicine, each("MedicationRequest")), lambda one: one.at),
        results=_newest(results, lambda one: one.at),
        orders=_newest(orders, lambda one: one.at),
        notes=_newest(map(fhir.read_note, each("Composition")), lambda one: one.at),
        doses=_newest(map(fhir.read_dose, each("Immunization")), lambda one: one.at),
        documents=_newest(map(fhir.read_document, each("DocumentReference")), lambda one: one.at),
        cut=cut,
    )


def history_of(*, actor: Actor, person: UUID, visit: str, purpose: Purpose | None = None) -> list[Version]:
    """All versions of a person's visit, newest first. :raises NotFound: unknown, or not for this actor."""
    return [
        Version(one.version, one.updated_at, one.deleted, "" if one.deleted else one.body.decode())
        for one in _door(actor, purpose or purpose_for(actor, person)).history("Encounter", visit)
    ]


def find_original(*, actor: Actor, document: str, purpose: Purpose = Purpose.TREATMENT) -> Original:
    """The original behind a DocumentReference that the actor may read. :raises NotFound: there is none for them."""
    read = fhir.read_document(_door(actor, purpose).read("DocumentReference", document).json())
    if not read.digest:
        raise NotFound("Bản gốc không lưu ở đây.", "The original is not kept here.", place="document")
    return Original(read, files.get(read.digest))


def _door(actor: Actor, purpose: Purpose) -> record.Door:
    return record.open(actor, purpose=purpose)


def _by_type(stored: Sequence[Stored]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for one in stored:
        found.setdefault(one.type, []).append(one.json())
    return found


def _updated(patient: Json) -> str:
    return str(patient.get("meta", {}).get("lastUpdated", ""))


def _newest(facts: Iterable[T], at: Callable[[T], datetime | None]) -> tuple[T, ...]:
    return tuple(sorted(facts, key=lambda one: _key(at(one)), reverse=True))


def _key(at: datetime | None) -> float:
    return at.timestamp() if at else float("-inf")
