"""A person's vital signs over time and over facilities, as the pane of a visit shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.modules.hospital.fhir.observed import read_places, read_readings
from hoaban.modules.hospital.fhir.shapes import Allergy, Reading
from hoaban.modules.hospital.queries.observed import allergies_of
from hoaban.modules.hospital.rules.warning import months_old
from hoaban.record import api as record
from hoaban.shared.chart import api as chart
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits
from hoaban.ui import parts

MOST = "400"
"""Measurements that a pane looks back over: years of an ordinary person, weeks of a very ill one."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """The pane: the visit, who it is (None: not asked for), all readings oldest first, and where each was measured by the id of
    its visit."""

    visit: visits.Visit
    banner: parts.Banner | None
    person: people.Found | None
    months: int | None
    readings: tuple[Reading, ...]
    places: dict[str, str]
    allergies: tuple[Allergy, ...]

    @property
    def of_visit(self) -> tuple[Reading, ...]:
        return tuple(one for one in self.readings if one.encounter == str(self.visit.id))


def see_vitals(*, actor: Actor, visit: UUID, with_banner: bool = True, now: datetime) -> Vitals:
    """What was measured of the person of a visit, wherever; one look, one entry. :raises NoSuchVisit: not for this actor."""
    found = visits.get_visit(actor=actor, visit=visit)
    person = found.arrival.person
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, persons=[person], now=now):
        banner = chart.see_banner(actor=actor, visit=found, now=now) if with_banner else None
        known = people.describe([person]).get(person)
        patients = ",".join(f"Patient/{one}" for one in people.ids_of(person))
        door = record.open(actor, purpose=Purpose.TREATMENT)
        page = door.search(
            "Observation",
            [("patient", patients), ("category", "vital-signs,survey,social-history"), ("_sort", "-date"), ("_count", MOST)],
        )  # fmt: skip
        readings = read_readings(one.json() for one in page.entries)
        ids = sorted({one.encounter for one in readings if one.encounter})
        places = read_places(one.json() for one in door.read_many("Encounter", ids)) if ids else {}
        months = months_old(known.birth, clock.vietnam_day(now)) if known and known.birth else None
        allergies = allergies_of(actor=actor, persons=[person])[person]
        return Vitals(found, banner, known, months, tuple(readings), places, tuple(allergies))
