"""A family of Dào San, its station with a doctor, and who keeps their households; all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.record import api as record
from hoaban.record.shapes import Json
from hoaban.shared.people.tests.test_people import human_of, patient
from tests import cast

KHONG_LAO, KHONG_LAO_STATION = "03583", "12984"
DOCTOR, OTHER_DOCTOR = "000001/LCH-GPHN", "000002/LCH-GPHN"
LONG_AGO = date(2020, 1, 1)


def today(days: int = 0) -> date:
    return clock.vietnam_day(clock.now()) + timedelta(days=days)


@dataclass(frozen=True)
class Family:
    """Three people under one roof, and a neighbour."""

    mother: UUID
    father: UUID
    child: UUID
    neighbour: UUID


def open_stations() -> None:
    """Two stations and a hospital, each with its commune; a doctor at the first station and one at the hospital."""
    officer, now = system_actor("places-test", "system.manage", "workforce.manage"), clock.now()
    for code, kind, commune in (
        (cast.DAO_SAN_STATION, "commune_station", cast.DAO_SAN), (KHONG_LAO_STATION, "commune_station", KHONG_LAO),
        (cast.PROVINCIAL, "hospital", ""), (cast.PHONG_THO, "health_centre", ""),
    ):  # fmt: skip
        facility = places.Facility(code, f"Cơ sở {code}", kind, Period(LONG_AGO), commune_code=commune)
        places.register_facility(actor=officer, facility=facility, now=now)
    for code, number, name in (
        (cast.DAO_SAN_STATION, DOCTOR, "Tẩn Chỉn Lù"), (cast.PHONG_THO, OTHER_DOCTOR, "Đèo Thị Khăm"),
    ):  # fmt: skip
        one = workforce.Practitioner(code, number, name, "Bác sĩ", Period(LONG_AGO))
        workforce.register_practitioner(actor=officer, practitioner=one, now=now)


def settle() -> Family:
    """The family and the neighbour, as sources know them."""
    born = today(-3 * 365).isoformat()
    return Family(
        mother=human_of(patient("Giàng Thị Mỷ", "099302000101", birthDate="2002-03-14", gender="female")),
        father=human_of(patient("Sùng A Chứ", "099099000102", birthDate="1999-05-20")),
        child=human_of(patient("Sùng A Páo", birthDate=born)),
        neighbour=human_of(patient("Thào A Dơ", "099060000107", birthDate="1960-02-02")),
    )


def nurse(commune: str = cast.DAO_SAN) -> Actor:
    """Keeps the households of her commune, and opens the records of its residents."""
    here = Scope("commune", commune)
    return cast.staff(
        f"dd.{commune}", ("people.find", here), ("people.households", here), ("record.read:TREAT", here)
    )


def reception() -> Actor:
    """Registers whoever stands at the desk."""
    return cast.staff(
        "tiepdon", ("people.find", cast.ALL), ("people.households", Scope("facility", cast.PROVINCIAL))
    )


def stored(kind: str, name: UUID) -> Json:
    """As the record holds it."""
    return record.open(cast.integration(), purpose=Purpose.TREATMENT).read(kind, str(name)).json()


def opens(actor: Actor, person: UUID, **more: Any) -> bool:
    """Whether the record of a person is open to an actor: what the door shows, and nothing of it where it is shut."""
    door = record.open(actor, purpose=more.get("purpose", Purpose.TREATMENT))
    try:
        return bool(door.of_person(person, ("Patient",)))
    except record.Refused:
        return False
