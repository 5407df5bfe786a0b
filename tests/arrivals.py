"""Somebody at the provincial hospital, as the desk receives them: a visit of ours, where they wait, and their ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.connect import eprescriptions
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.effective import Period
from hoaban.shared.exchange import api as exchange
from hoaban.shared.legal_records import api as records
from hoaban.shared.papers import api as papers
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import cast

REASON = "Ho, sốt ba ngày (người thử)"


@dataclass(frozen=True, slots=True)
class Arrived:
    """Ids of what an arrival makes. ``number``: MA_LK; ``paper``: one that was given out there."""

    visit: UUID
    number: str
    point: int
    ticket: UUID
    paper: UUID


def receive(person: UUID, *, facility: str = cast.PROVINCIAL, now: datetime | None = None) -> Arrived:
    """An insured visit of a person of the register, waiting at a consulting room of the internal department."""
    actor, at = desk(facility), now or clock.now()
    card = visits.Card("HT3120000000103", None, None, facility)
    arrival = visits.Arrival(facility, person, REASON, department="K01", coverage_class="1.1", card=card)
    visit = visits.open_visit(actor=actor, arrival=arrival, now=at)
    point = scheduling.open_point(actor=actor, point=_room(facility), now=at)
    ticket = scheduling.take_ticket(actor=actor, point=point, now=at, person=person, visit=visit.id)
    return Arrived(visit.id, visit.number, point, ticket.id, _paper(visit.id, facility, at))


def _paper(visit: UUID, facility: str, now: datetime) -> UUID:
    """What the person's insurance gives them there, on a paper that needs no licence."""
    here = Scope("facility", facility)
    acts = (visits.WORK, "record.read:TREAT", "record.write:TREAT")
    actor = cast.staff("bs.phong", *((act, here) for act in acts))
    records.open_record(actor=actor, visit=visit, now=now)
    wanted = papers.Wanted("coverage", {"MA_THE_BHYT": "HT3120000000103"})
    return papers.write_paper(actor=actor, visit=visit, wanted=wanted, now=now).id


def wait_at(person: UUID, point: int, *, facility: str = cast.PROVINCIAL) -> UUID:
    """A visit of a person who pays alone, waiting at a point that is open already; the visit."""
    actor, now = desk(facility), clock.now()
    visit = visits.open_visit(actor=actor, arrival=visits.Arrival(facility, person, REASON), now=now)
    scheduling.take_ticket(actor=actor, point=point, now=now, person=person, visit=visit.id)
    return visit.id


def hand_over(person: UUID, *, facility: str = cast.PROVINCIAL) -> UUID:
    """A prescription of somebody on its way to the national system."""
    now = clock.now()
    one = eprescriptions.Prescription(
        f"{facility}a7k2m9q-C", "Lò Văn Inh", "1964-09-02", "male", now, "BS.0001",
        (eprescriptions.Diagnosis("I10", "Tăng huyết áp"),),
        (eprescriptions.Drug("05.1", "Amlodipin 5mg", "viên", "30", "Uống 1 viên sáng"),), national_id="099064000103",
    )  # fmt: skip
    return exchange.hand_over(
        actor=cast.staff("bs.kham"), destination=exchange.EPRESCRIPTIONS, facility_code=facility, about="prescription/1",
        person=person, content=eprescriptions.content_of(one), now=now,
    ).id  # fmt: skip


def _room(facility: str) -> scheduling.Point:
    return scheduling.Point(
        0,
        facility,
        "PK01",
        scheduling.PointKind.CONSULTING,
        "Phòng khám Nội 1",
        "Internal medicine 1",
        "K01",
        3,
        Period(),
    )


def desk(facility: str = cast.PROVINCIAL) -> Actor:
    """Who receives people there."""
    here = Scope("facility", facility)
    acts = (visits.RECEIVE, "people.register", scheduling.QUEUE, scheduling.MANAGE, scheduling.BOOK)
    return cast.staff("tiepdon", ("people.find", cast.ALL), *((act, here) for act in acts))
