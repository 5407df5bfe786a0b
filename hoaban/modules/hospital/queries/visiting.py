"""One visit as the desk that received it sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital import models
from hoaban.modules.hospital.rules.slips import visit_code
from hoaban.shared.exchange import api as exchange
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a visit has, and where it counts."""

    ticket: scheduling.Ticket
    point: scheduling.Point


@dataclass(frozen=True, slots=True)
class DeskVisit:
    """A visit with what the desk took down. ``code``: what the square code of its slip says."""

    visit: visits.Visit
    person: people.Found
    numbers: tuple[Number, ...]
    facility: str
    identified_by: str
    commitment: str
    marks: str
    code: str
    checks: tuple[exchange.CardAnswer, ...]
    was_unknown: bool
    """Received without a name, and said since to be somebody; may be taken back."""

    @property
    def number(self) -> Number | None:
        """The latest number."""
        return self.numbers[-1] if self.numbers else None

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has said yet who this is."""
        return not self.person.name


def see_desk_visit(*, actor: Actor, visit: UUID, now: datetime) -> DeskVisit:
    """A visit, for the desk and its slips; one look in the trail. :raises NotFound: there is none for this actor."""
    found = visits.get_visit(actor=actor, visit=visit)
    with audit.as_one(actor=actor, act="visits.see", persons=[found.arrival.person], now=now):
        person = people.see_person(actor=actor, person=found.arrival.person, now=now)
        numbers = [
            Number(one, scheduling.get_point(actor=actor, point=one.point))
            for one in scheduling.tickets_of(visit=visit)
        ]
    code = found.arrival.facility_code
    facility = places.facility(code, clock.vietnam_day(now))
    noted = models.Reception.objects.filter(visit=visit).first()
    return DeskVisit(
        found,
        person,
        tuple(numbers),
        facility.name_on(clock.vietnam_day(now)) if facility else code,
        noted.identified_by if noted else "",
        noted.commitment if noted else "",
        noted.marks if noted else "",
        visit_code(code, found.number),
        tuple(exchange.card_checks_of(actor=actor, visit=visit)),
        models.Identification.objects.filter(visit=visit, undone_at=None).exists(),
    )
