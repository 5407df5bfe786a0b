"""What some invented people agreed to, refused and took back: at the desk of the provincial hospital, as anybody would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel.actor import Actor
from hoaban.ops.demo.facilities import demo_facilities
from hoaban.record import api as record
from hoaban.shared.people import api as people
from hoaban.shared.privacy import api as privacy
from hoaban.shared.privacy.api import CARE, Answer, How, Saying

_DESK, _REVIEWER = "tiepdon", "kiemtra"
_SIGNED = Saying(How.SIGNATURE)
_TEACHER, _MOTHER = ("Lò Văn Inh", 1964), ("Giàng Thị Mỷ", 2002)
_FAMILY_NAMES = ("lo", "sung", "giang", "vang", "tan")
_CLINICS = frozenset({"hospital", "health_centre"})
_MOST_LOOKED_AT = 40
Step = tuple[str, Answer, str, Saying]
"""Question, answer, facility, how."""


def take_demo_consents(*, now: datetime) -> int:
    """Once for each person; who has said something already is left alone. Returns how many people have spoken."""
    desk = accounts.actor_of(_DESK, now=now)
    witnessed = Saying(How.FINGER, witness="Quàng Thị Diên")
    told: list[tuple[UUID, list[Step]]] = []
    for person in _named(desk, *_TEACHER):
        told.append((person, [(CARE, Answer.GIVEN, "", _SIGNED), ("research", Answer.REFUSED, "", _SIGNED)]))
    for person in _named(desk, *_MOTHER):
        told.append((person, [(CARE, Answer.GIVEN, "", witnessed)]))
    told += zip(_of_two_places(desk, now), _refusals(), strict=False)
    return sum(_speak(desk, person, steps, now) for person, steps in told)


def _refusals() -> list[list[Step]]:
    """One refuses everybody, one the health centre by name, one took it all back."""
    named = next(one.code for one in demo_facilities() if one.kind == "health_centre")
    return [
        [(CARE, Answer.REFUSED, "", _SIGNED)],
        [(CARE, Answer.REFUSED, named, _SIGNED)],
        [(CARE, Answer.REFUSED, "", _SIGNED), (CARE, Answer.WITHDRAWN, "", _SIGNED)],
    ]


def _speak(desk: Actor, person: UUID, steps: list[Step], now: datetime) -> int:
    found = privacy.consents_of(actor=desk, person=person, now=now)
    if found.is_minor or any(one.history for one in found.asked):
        return 0
    for purpose, said, facility, saying in steps:
        privacy.answer(
            actor=desk, person=person, purpose=purpose, said=said, saying=saying, facility=facility, now=now
        )
    return 1


def _named(desk: Actor, name: str, year: int) -> list[UUID]:
    return [one.id for one in people.find(actor=desk, text=name, birth_year=year).people if one.name == name]


def _of_two_places(desk: Actor, now: datetime) -> Iterator[UUID]:
    """Grown-up people known at two of the larger facilities, but for those of the story."""
    reviewer = accounts.actor_of(_REVIEWER, now=now)
    large = {one.organization_id for one in demo_facilities() if one.kind in _CLINICS}
    for family_name in _FAMILY_NAMES:
        found = people.find(actor=desk, text=family_name, count=_MOST_LOOKED_AT).people
        for one in found:
            is_of_story = one.name in (_TEACHER[0], _MOTHER[0])
            grown_up = one.birth[:4] < str(now.year - 19) and not one.deceased
            known = {way.place for way in record.ways_to(reviewer, one.id) if way.because == "visit"}
            if grown_up and not is_of_story and len(large & known) > 1:
                yield one.id
