"""To which facility the care of a person is entrusted, by the code that names both; for a time that holds today or does not."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.record.engine import placement, relations
from hoaban.record.shapes import Json
from hoaban.record.tests.differential.stays import today
from tests import cast

HOUSES = (cast.PROVINCIAL, cast.PHONG_THO)
_DAYS = (*((0, 0), (-300, 0), (-300, 30), (0, 30)) * 2, (-300, None), (-300, -1), (1, 30))


def code_of(facility: str, name: str) -> str:
    """As a role for one person has it."""
    return f"{facility}/{_id(name)}"


def draw(chance: Random, name: str) -> list[tuple[Json, set[str]]]:
    """Nobody, or some teams of a person; each with the places that it opens in plain words."""
    return [_team(chance, name, number) for number in range(chance.randrange(4))]


def _team(chance: Random, name: str, number: int) -> tuple[Json, set[str]]:
    """By a code that mostly is the person's own, of the facility that is a member or of another."""
    about, house, member = (
        chance.choice([name, name, "bn-3"]),
        chance.choice(HOUSES),
        chance.choice(HOUSES),
    )
    since, until = chance.choice(_DAYS)
    status, role = (
        chance.choice(["active"] * 5 + ["inactive"]),
        chance.choice(["entrusted-care"] * 5 + ["other"]),
    )
    days = {"start": (today() + timedelta(days=since)).isoformat()}
    if until is not None:
        days["end"] = (today() + timedelta(days=until)).isoformat()
    code = code_of(house if chance.random() < 0.3 else member, about)
    team: Json = {
        "resourceType": "CareTeam", "id": f"{name}-giao-{number}", "status": status,
        "subject": {"reference": f"Patient/{name}"}, "identifier": [{"system": relations.ENTRUSTED, "value": code}],
        "participant": [{
            "role": [{"coding": [{"system": relations.CARE_ROLE, "code": role}]}], "period": days,
            "member": {"reference": f"Organization/{places.organization_id(member)}"},
        }],
    }  # fmt: skip
    holds = (
        status == "active" and role == "entrusted-care" and since <= 0 and until is not None and until >= 0
    )
    return team, {f"entrusted {code}"} if holds and code.startswith(f"{member}/") else set()


def _id(name: str) -> UUID:
    return placement.uid_of("Patient", name)[0]
