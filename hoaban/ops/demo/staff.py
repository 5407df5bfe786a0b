"""The staff of the demo's facilities: invented people with invented practice licences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random

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
    members = [
        Member(f"{facility[2:]}{place:03d}/LCH-GPHN", invented_name(rng)) for place in range(count + 1)
    ]
    return Staff(members[0], tuple(members[:-1]), members[-1])


@cache
def _names() -> Names:
    return Names()


def invented_name(rng: Random) -> str:
    """A full name after the habits of one of the province's peoples."""
    group, sex = rng.choice(_PEOPLES), rng.choice("12")
    return _names().full(rng, group, sex, _names().family(rng, group))
