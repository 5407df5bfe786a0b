"""To which facility the care of a person is entrusted, by the code that names both."""

from __future__ import annotations

from random import Random
from uuid import UUID

from hoaban.record.engine import placement
from tests import cast

HOUSES = (cast.PROVINCIAL, cast.PHONG_THO)


def code_of(facility: str, name: str) -> str:
    """As a role for one person has it."""
    return f"{facility}/{_id(name)}"


def draw(chance: Random, name: str) -> str:
    """The code that a team names: of a facility and mostly of the person whom the team is about."""
    about = chance.choice([name, name, name, "bn-3"])
    return code_of(chance.choice(HOUSES), about)


def opens(code: str, facility: str, *, ends: bool) -> list[str]:
    """From where a team in force lets somebody in: for the facility that it names, and with an end."""
    return [f"entrusted {code}"] if ends and code.startswith(f"{facility}/") else []


def _id(name: str) -> UUID:
    return placement.uid_of("Patient", name)[0]
