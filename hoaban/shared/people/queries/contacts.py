"""How a person is reached: their telephones, whose these are besides, and the station where they are registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hoaban.shared.people.models import Human, PatientLink
from hoaban.shared.people.queries.circle import registrations_of
from hoaban.shared.people.rules.keys import phone_key

_OWN_WORD = "registrar"


@dataclass(frozen=True, slots=True)
class Contact:
    """What the register knows for reaching somebody. ``person``: who they are today, after joins."""

    person: UUID
    phones: tuple[str, ...]
    """As written, what registrars wrote before what sources did, the latest first."""
    shared: frozenset[str]
    """Those of the phones that somebody else has too."""
    station: str
    """The code of the station where they are registered that day; empty where there is none."""
    commune_code: str
    """Where they live, under today's code."""
    deceased: bool


def contact_of(person: UUID, on: date) -> Contact | None:
    """How a person is reached that day; None for nobody in the register. For programs that tell people something.

    The caller's own entry in the trail names the person.
    """
    today = PatientLink.objects.filter(patient=person).values_list("human", flat=True).first() or person
    human = Human.objects.filter(pk=today).first()
    if human is None:
        return None
    links = sorted(
        PatientLink.objects.filter(human=today),
        key=lambda one: (one.rule == _OWN_WORD, one.said_at),
        reverse=True,
    )
    phones = tuple(dict.fromkeys(phone for one in links for phone in one.said.get("phones", ())))
    held = (one for one in registrations_of([link.patient for link in links]) if one.kind == "station")
    station = next((one.facility_code for one in held if one.holds(on)), "")
    return Contact(
        today, phones, frozenset(filter(lambda phone: _has_another(phone, today), phones)), station,
        human.commune_code, human.deceased,
    )  # fmt: skip


def _has_another(phone: str, person: UUID) -> bool:
    """Whether somebody else has this number too, however it is written there."""
    return Human.objects.filter(keys__contains=[phone_key(phone)]).exclude(pk=person).exists()
