"""Work and insurance of invented people: which group a card has, where it is registered, what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hoaban.ops.demo import identity
from hoaban.ops.demo.households import MAN, Member
from hoaban.ops.demo.shapes import Card
from hoaban.ops.demo.villages import Community

_PROVINCE = "12"
_TOWN_HOSPITAL = "12981"
_NEAR_POOR_PAID_IN_FULL_FROM = date(2026, 1, 1)  # Resolution 261/2025/QH15


@dataclass(frozen=True, slots=True)
class Standing:
    """What a household's members share before the insurer: ``hard``, ``poor``, ``near_poor`` or ``other``."""

    kind: str
    area: str


@dataclass(frozen=True, slots=True)
class Holder:
    """What the card needs to know beyond the member."""

    index: int
    work: str
    personal_number: str
    standing: Standing


def standing_of(rng: Random, place: Community, in_town: bool) -> Standing:
    """The household's standing: villages of the hard area, else poor and near-poor by chance."""
    if not in_town and rng.random() < place.hard:
        return Standing("hard", place.area)
    chance = rng.random()
    kind = "poor" if chance < 0.08 else "near_poor" if chance < 0.15 else "other"
    return Standing(kind, "")


def work_of(rng: Random, member: Member, until: date, in_town: bool) -> str:
    """What somebody does on the day ``until``."""
    age = (until - member.born_on).days / 365.2425
    chance = rng.random()
    if age < 6:
        return "child"
    if age < 18:
        return "pupil" if age < 15 or chance < 0.75 or in_town else "farmer"
    if age >= (61 if member.sex == MAN else 57):
        return "retired" if chance < (0.5 if in_town else 0.06) else "old"
    if in_town:
        return "public" if chance < 0.25 else "employee" if chance < 0.5 else "trade"
    return "public" if chance < 0.04 else "employee" if chance < 0.09 else "farmer"


def card_of(
    rng: Random, member: Member, holder: Holder, place: Community, *, seed: int, until: date, years: int
) -> Card | None:
    """The card of a person, or none."""
    age = (until - member.born_on).days / 365.2425
    group = _group(rng, member, holder, age, until)
    if not group or (age < 0.1 and not holder.personal_number):
        return None
    ten = identity.insurance_number(holder.index, seed=seed)
    full = f"{group}{_PROVINCE}{ten}"
    valid_from = max(member.born_on, date(until.year - years, 1, 1))
    valid_to = date(until.year, 12, 31)
    if group == "TE1":
        valid_to = _before_sixth_birthday(member.born_on)
    return Card(
        number=_shown(rng, full, ten, holder.personal_number),
        full_number=full,
        registered_at=_registered_at(rng, group, place),
        valid_from=valid_from,
        valid_to=valid_to,
        area=holder.standing.area,
    )


def _group(rng: Random, member: Member, holder: Holder, age: float, until: date) -> str:
    """The three characters of the group; empty for somebody without insurance."""
    chance = rng.random()
    fixed = {"child": "TE1", "public": "HC4", "employee": "DN4", "retired": "HT3"}.get(holder.work)
    if fixed:
        return fixed
    if age >= 50 and chance < 0.012:
        return "CC1" if chance < 0.004 else "CK2"
    if age >= 80:
        return "BT2"
    kind = holder.standing.kind
    if kind == "hard":
        return ("DK2" if member.group == "01" else "DT2") if chance < 0.985 else ""
    if age >= 75:
        return "LH2" if until >= _NEAR_POOR_PAID_IN_FULL_FROM else "LH4"
    if kind == "poor":
        return "HN2"
    if kind == "near_poor":
        return "CN2" if until >= _NEAR_POOR_PAID_IN_FULL_FROM else "CN3"
    if holder.work == "pupil":
        return "HS4"
    return "GD4" if chance < 0.86 else ""


def _registered_at(rng: Random, group: str, place: Community) -> str:
    chance = rng.random()
    if group in {"HC4", "DN4", "HT3"}:
        # the town's own centre has no beds of the basic level, so its people register at the hospital
        return _TOWN_HOSPITAL if place.health_centre == "12991" and chance < 0.6 else place.health_centre
    return place.station if chance < 0.9 else place.health_centre


def _shown(rng: Random, full: str, ten: str, personal_number: str) -> str:
    chance = rng.random()
    if chance < 0.70:
        return full
    if chance < 0.88 or not personal_number:
        return ten
    return personal_number


def _before_sixth_birthday(born_on: date) -> date:
    sixth = date(born_on.year + 6, born_on.month, min(born_on.day, 28))
    return sixth - timedelta(days=1)
