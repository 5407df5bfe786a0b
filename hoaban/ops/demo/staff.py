"""The staff of the demo's facilities: invented people with invented practice licences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from random import Random

from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.ops.demo.facilities import demo_facilities
from hoaban.ops.demo.names import Names

_PEOPLES = ("01", "03", "08", "09", "25")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Staff:
    """Who treats at a facility."""

    head: Member
    doctors: tuple[Member, ...]
    technician: Member

    def name_of(self, number: str) -> str:
        """The name behind a licence number; empty for a stranger."""
        return next(
            (one.name for one in (self.head, *self.doctors, self.technician) if one.number == number), ""
        )


@lru_cache(maxsize=256)
def staff_of(facility: str) -> Staff:
    """The staff of a facility; the same ones always."""
    rng = Random(f"staff:{facility}")  # noqa: S311 (nothing secret)
    count = 14 if facility == "12981" else 3 if facility.startswith(("1298", "1299")) else 2
    members = [Member(f"{facility[2:]}{place:03d}/LCH-GPHN", _name(rng)) for place in range(count + 1)]
    return Staff(members[0], tuple(members[:-1]), members[-1])


@cache
def _names() -> Names:
    return Names()


def _name(rng: Random) -> str:
    group, sex = rng.choice(_PEOPLES), rng.choice("12")
    return _names().full(rng, group, sex, _names().family(rng, group))


def register_demo_staff(*, actor: Actor, now: datetime) -> int:
    """Put them into the register of practitioners; doing it again changes nothing. Returns how many there are."""
    count = 0
    for facility in demo_facilities():
        if facility.kind not in {"hospital", "health_centre", "commune_station"}:
            continue
        staff = staff_of(facility.code)
        for member in (*staff.doctors, staff.technician):
            post = "Kỹ thuật y" if member is staff.technician else "Bác sĩ"
            practitioner = workforce.Practitioner(
                facility_code=facility.code, number=member.number, name=member.name, post=post,
                period=Period(date(2020, 1, 1), None), demo=True,
            )  # fmt: skip
            workforce.register_practitioner(actor=actor, practitioner=practitioner, now=now)
            count += 1
    return count
