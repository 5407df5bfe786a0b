"""A small staff for tests: two stations and a hospital, a midwife, a doctor, who keeps their files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope, system_actor
from hoaban.kernel.effective import Period

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 27)
HOSPITAL, STATION, OTHER = "12981", "12983", "12984"
REGISTRAR = system_actor("register-test", "system.manage")


def keeper(facility: str = "", *acts: str) -> Actor:
    """Whoever keeps the staff file of a facility; of all, without one."""
    scope = Scope("facility", facility) if facility else Scope("all")
    granted = acts or ("workforce.read", "workforce.manage")
    grants = frozenset(Grant(act, scope) for act in granted)
    return Actor("account:tccb", ActorKind.PERSON, "Cán bộ tổ chức", grants)


DEPARTMENT = keeper()


def open_places() -> None:
    for code, kind in ((HOSPITAL, "hospital"), (STATION, "commune_station"), (OTHER, "commune_station")):
        facility = places.Facility(code, f"Cơ sở {code}", kind, Period(date(2020, 1, 1)))
        places.register_facility(actor=REGISTRAR, facility=facility, now=NOW)


def member(name: str = "Quàng Thị Diên", profession: str = "midwife", **facts: Any) -> workforce.Member:
    told = {"birth": "1990-05-12", "sex": "female"} | facts
    return workforce.Member(ids.uuid7(NOW), name, profession, **told)


def post(facility: str = STATION, start: date = date(2024, 1, 1), **facts: Any) -> workforce.Post:
    end = facts.pop("end", None)
    told = {"registered_on": start} | facts
    return workforce.Post(
        facility, told.pop("number", ""), told.pop("post", "Hộ sinh"), Period(start, end), **told
    )


MIDWIFE = workforce.Licence(
    "gphn",
    "000123/LCH-GPHN",
    date(2024, 1, 1),
    valid_until=date(2028, 12, 31),
    scopes=frozenset({"midwifery"}),
)
SURGEON = replace(MIDWIFE, number="000124/LCH-GPHN", scopes=frozenset({"surgery"}))


def register(
    one: workforce.Member | None = None,
    there: workforce.Post | None = None,
    licence: workforce.Licence | None = MIDWIFE,
    actor: Actor = DEPARTMENT,
) -> UUID:
    """Open a file with a post and a licence; returns whose it is."""
    one = one or member()
    workforce.register_member(actor=actor, member=one, post=there or post(), now=NOW)
    if licence is not None:
        workforce.record_licence(actor=actor, member=one.id, licence=licence, now=NOW)
    return one.id


def licence_id(whose: UUID, place: int = 0) -> int:
    file = workforce.find_file(whose)
    assert file is not None
    return file.licences[place].id
