"""In which departments visits were."""

from __future__ import annotations

from random import Random

from hoaban.record.engine import relations
from hoaban.record.shapes import Json
from tests import cast

DEPARTMENTS = tuple(f"{code}.{own}" for code in (cast.PROVINCIAL, cast.PHONG_THO) for own in ("K01", "K19"))
_BED = {"system": "https://hoaban.example/fhir/sid/bed", "value": f"{DEPARTMENTS[0]}.H1"}


def draw(chance: Random) -> Json:
    """What a visit says of where it was: in departments, perhaps of another facility than its own, beside a bed; or nothing."""
    named = chance.sample(DEPARTMENTS, k=chance.choice([0, 1, 1, 2]))
    found = [{"system": relations.DEPARTMENT, "value": one} for one in named]
    return {"location": [{"location": {"identifier": one}} for one in (*found, _BED)]} if found else {}


def within(visit: Json, code: str) -> set[str]:
    """The departments of the facility as roles name them, where a visit says that it was."""
    named = (one["location"]["identifier"] for one in visit.get("location", ()))
    codes = (one["value"] for one in named if one["system"] == relations.DEPARTMENT)
    return {f"department {one}" for one in codes if one.startswith(f"{code}.")}
