"""Ids of the trail as FHIR ids: which Patients a person is known by, and how clients call a resource that an entry names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from hoaban.record.engine import db, placement, structure

_PATIENT = structure.type_number("Patient")
_PERSONS = "select uid, person from record_resource where type = %s and uid = any(%s::uuid[])"
_PATIENTS = """
select person, coalesce(given_id, uid::text), uid from record_resource
where person = any(%s::uuid[]) and type = %s and not deleted order by uid
"""
_GIVEN = """
select r.type, r.uid, r.given_id from record_resource r
join unnest(%s::smallint[], %s::uuid[]) as k(type, uid) on r.type = k.type and r.uid = k.uid where r.given_id is not null
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A resource that an entry names: type, internal id and, where the entry tells one, version."""

    type: str
    uid: UUID
    version: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What the entries of one page are to be told with. ``patients``: person -> the FHIR ids of their Patients."""

    patients: Mapping[UUID, tuple[str, ...]]
    given: Mapping[tuple[str, UUID], str]

    def reference(self, named: Named) -> str:
        """As clients write it."""
        return f"{named.type}/{self.given.get((named.type, named.uid), named.uid)}"


def read_name(text: str) -> Named | None:
    """``Observation/UUID/3`` or ``Observation/UUID``; None for what is no resource's name."""
    kind, _, rest = text.partition("/")
    uid, _, version = rest.partition("/")
    try:
        return Named(kind, UUID(uid), version) if structure.is_resource_type(kind) else None
    except ValueError:
        return None


def names_for(persons: Iterable[UUID], named: Iterable[Named]) -> Names:
    """Two or three statements for a whole page."""
    wanted = sorted(set(persons))
    now = dict(db.query(_PERSONS, [_PATIENT, wanted])) if wanted else {}
    patients: dict[UUID, list[str]] = {}
    for person, fhir_id, _uid in db.query(
        _PATIENTS, [sorted({now.get(one) or one for one in wanted}), _PATIENT]
    ):
        patients.setdefault(person, []).append(fhir_id)
    resources = sorted({(structure.type_number(one.type), one.uid) for one in named})
    columns = [[one[0] for one in resources], [one[1] for one in resources]]
    rows = db.query(_GIVEN, columns) if resources else []
    return Names(
        {one: tuple(patients.get(now.get(one) or one, ())) for one in wanted},
        {(structure.type_name(kind), uid): given for kind, uid, given in rows},
    )


def person_of_patient(fhir_id: str) -> UUID | None:
    """Who a Patient is; None where there is no such Patient."""
    uid = placement.uid_of("Patient", fhir_id)[0]
    rows = db.query(_PERSONS, [_PATIENT, [uid]])
    return (rows[0][1] or uid) if rows else None


def ids_of_patient(fhir_id: str) -> tuple[UUID, ...]:
    """Every id that the trail may know the person behind a Patient by; none where there is no such Patient."""
    person = person_of_patient(fhir_id)
    return ids_of_person(person) if person else ()


def ids_of_person(person: UUID) -> tuple[UUID, ...]:
    """Every id that the trail may know a person by: their own, and those of their Patients before these were linked."""
    return tuple(dict.fromkeys([person, *(row[2] for row in db.query(_PATIENTS, [[person], _PATIENT]))]))
