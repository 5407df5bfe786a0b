"""Whom a scan or some words at the counter mean: one field for cards, slips and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel import clock, vietnamese
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital.queries.cards import numbers_of, read_card
from hoaban.modules.hospital.rules.slips import Slip, read_slip
from hoaban.shared.exchange import api as exchange
from hoaban.shared.papers import api as papers
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits

LONGEST = 2000
"""Characters; no card and no name is longer, and what is pasted by mistake is."""
_PHONE = re.compile(r"(?:\+?84|0)[0-9]{9}")
_PAPER = re.compile(r"(?=\S*[0-9])[^\s|]{1,40}/[^\s|]{1,40}")
"""The number of a paper, as in ``12/2026/GCT``."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a scan or words led to.

    ``visit``: of a visit slip, to be opened. ``booking``: of an appointment slip, whose person is the one hit. ``card``: what a
    card says. ``referral``: of a referral paper to this facility, whose person is the one hit. ``too_many``: more people than are
    shown.
    """

    hits: tuple[people.Found, ...] = ()
    visit: visits.Visit | None = None
    booking: UUID | None = None
    card: exchange.CardScan | None = None
    too_many: bool = False
    referral: papers.Brought | None = None

    @property
    def only(self) -> people.Found | None:
        """The one person who is meant, where it is clear."""
        return self.hits[0] if len(self.hits) == 1 and not self.too_many else None


def look_up(*, actor: Actor, facility_code: str, text: str, now: datetime) -> Looked:
    """Whom a scanner or a person typed.

    A card reaches whoever carries its number, and a referral to this facility whom it is of, wherever they are known; words
    find as finding people does, with the name of a commune behind the name, or a whole telephone number. Everybody shown is
    told of in the trail.

    :raises NotAllowed: the actor may not look for people. :raises people.TooShort: the words would find nearly everybody.
    """
    if slip := read_slip(text):
        return _of_slip(actor, facility_code, slip, now)
    if _PAPER.fullmatch(text.strip()) and (brought := _of_referral(actor, facility_code, text.strip(), now)):
        return brought
    card, bare = read_card(text), "".join(one for one in text if one not in " .-")
    held = people.find_by_paper(actor=actor, numbers=numbers_of(card)) if card else []
    if not held and _PHONE.fullmatch(bare) and (called := people.find_by_phone(actor=actor, phone=bare)):
        return Looked(tuple(called))  # ten digits may be either
    if card:
        return Looked(tuple(held), card=card)
    return _of_words(actor, " ".join(text.split()), clock.vietnam_day(now))


def _of_slip(actor: Actor, facility_code: str, slip: Slip, now: datetime) -> Looked:
    if slip.booking is None:
        visit = visits.find_by_number(actor=actor, facility_code=slip.facility_code, number=slip.visit_number)
        return Looked(visit=visit)
    held = scheduling.get_booking(actor=actor, booking=slip.booking)
    if held is None or held.facility_code != facility_code:
        return Looked()
    person = people.see_person(actor=actor, person=held.booking.person, now=now)
    return Looked((person,), booking=slip.booking)


def _of_referral(actor: Actor, facility_code: str, number: str, now: datetime) -> Looked | None:
    found = papers.find_referral(actor=actor, facility_code=facility_code, number=number.upper(), now=now)
    if found is None or found.person is None:
        return None
    person = people.see_person(actor=actor, person=found.person, now=now)
    return Looked((person,), referral=found)


def _of_words(actor: Actor, text: str, on: date) -> Looked:
    page = people.find(actor=actor, text=text)
    if page.total:
        return Looked(page.people, too_many=page.total > len(page.people))
    for name, commune in _with_commune(text, on):
        page = people.find(actor=actor, text=name, commune_code=commune)
        if page.total:
            return Looked(page.people, too_many=page.total > len(page.people))
    return Looked()


def _with_commune(text: str, on: date) -> Iterator[tuple[str, str]]:
    """Ways to read the last words as the name of a commune: ``lo van inh dao san``."""
    words = text.split()
    for length in range(1, min(4, len(words) - 1) + 1):
        name, commune = " ".join(words[:-length]), " ".join(words[-length:])
        if any(len(one) > 1 for one in vietnamese.fold(name).split()):
            for one in places.find_communes(commune, on):
                yield name, one.code
