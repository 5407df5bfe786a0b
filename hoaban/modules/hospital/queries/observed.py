"""What the record holds of people's vital signs, allergies and pregnancy, for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from hoaban.kernel.actor import Actor, Purpose
from hoaban.modules.hospital.fhir.observed import read_allergies, read_readings
from hoaban.modules.hospital.fhir.shapes import Allergy, Reading
from hoaban.record import api as record
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits

_MOST = "200"


def readings_of_visits(*, actor: Actor, shown: Iterable[visits.Visit]) -> dict[UUID, list[Reading]]:
    """What was measured at several visits, oldest first."""
    ids = [str(one.id) for one in shown]
    found: dict[UUID, list[Reading]] = {UUID(one): [] for one in ids}
    if not ids:
        return found
    door = record.open(actor, purpose=Purpose.TREATMENT)
    page = door.search(
        "Observation",
        [
            ("encounter", ",".join(f"Encounter/{one}" for one in ids)),
            ("category", "vital-signs,survey,social-history"),
            ("_count", _MOST),
        ],
    )
    for one in read_readings(each.json() for each in page.entries):
        found.setdefault(UUID(one.encounter), []).append(one)
    return found


def allergies_of(*, actor: Actor, persons: Iterable[UUID]) -> dict[UUID, list[Allergy]]:
    """Known allergies of several people, of all their sources that the actor may see."""
    patients = people.ids_of_each(persons)
    of = {str(patient): person for person, ids in patients.items() for patient in ids}
    found: dict[UUID, list[Allergy]] = {one: [] for one in patients}
    if not of:
        return found
    door = record.open(actor, purpose=Purpose.TREATMENT)
    wanted = ",".join(f"Patient/{one}" for one in of)
    page = door.search("AllergyIntolerance", [("patient", wanted), ("_count", _MOST)])
    for one in page.entries:
        said = one.json()
        person = of.get(str(said["patient"]["reference"]).removeprefix("Patient/"))
        if person:
            found[person].extend(read_allergies([said]))
    return found
