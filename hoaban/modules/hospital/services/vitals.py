"""Vital signs, allergies and pregnancy of a visit are written, and the person is handed on to a room, in one act."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.fhir import observing, shapes
from hoaban.modules.hospital.rules import signs as rules
from hoaban.modules.hospital.rules import warning as warnings
from hoaban.modules.hospital.services.sending import is_first
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits


class NotPlausible(Invalid):
    """A value cannot be so; ``place`` names the sign."""


class NothingToSave(Invalid):
    """Nothing was measured, asked or chosen."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What a nurse found and decided of one person.

    ``pregnancy``: yes, no or empty; ``allergy``: a substance, with ``reaction``; ``none_known``: asked, none known;
    ``priority``: a group of scheduling, empty leaves it; ``to_point``: the room whose queue they go to;
    ``ticket``: the turn at triage that ends with it.
    """

    signs: rules.Signs = field(default_factory=rules.Signs)
    pregnancy: str = ""
    allergy: str = ""
    reaction: str = ""
    none_known: bool = False
    priority: str = ""
    to_point: int | None = None
    ticket: int | None = None

    @property
    def says_nothing(self) -> bool:
        return self.signs.is_empty and not (
            self.pregnancy or self.allergy or self.none_known or self.to_point
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it: the score, the priority that holds now, and the ticket of the room, if they were handed on."""

    warning: warnings.Warning | None
    priority: str
    raised: bool
    handed: scheduling.Ticket | None


def take_vitals(*, actor: Actor, visit: UUID, triage: Triage, once: str, now: datetime) -> Taken:
    """Write what was measured and asked at an open visit; who was only received has then been triaged.

    A score that asks for an emergency doctor raises the priority to emergency. Sent again with the same ``once``, nothing more
    is done.

    :raises NotAllowed: the actor takes no vital signs there. :raises NoSuchVisit, VisitMoved. :raises NotPlausible: a value
    that cannot be. :raises NothingToSave. :raises NoSuchPoint, NotPossible: no such room today.
    """
    for place, vi, en in rules.implausible(triage.signs):
        raise NotPlausible(vi, en, place=place)
    if triage.says_nothing:
        raise NothingToSave("Chưa nhập gì.", "Nothing has been entered.", place="pulse")
    return record.in_one_transaction(partial(_take, actor, visit, triage, once, now))


def _take(actor: Actor, visit: UUID, triage: Triage, once: str, now: datetime) -> Taken:
    seen = visits.get_visit(actor=actor, visit=visit)
    here = seen.arrival
    policies.must(actor, policies.TRIAGE, here.facility_code, here.department, "hospital.triage")
    known = people.describe([here.person]).get(here.person)
    months = warnings.months_old(known.birth, clock.vietnam_day(now)) if known else None
    warning = warnings.score_of(triage.signs, months)
    if not is_first(actor, policies.TRIAGE, once, now):
        return Taken(warning, here.priority, False, None)
    of = outline(actor, seen, once or str(now.timestamp()), now)
    to = visits.State.TRIAGED if seen.state is visits.State.ARRIVED else None
    visits.note(actor=actor, visit=visit, entries=_entries(of, triage, warning), to=to, now=now)
    priority, raised = _prioritise(actor, seen, triage, warning, now)
    return Taken(warning, priority, raised, _hand_on(actor, seen, triage, priority, now))


def outline(actor: Actor, visit: visits.Visit, once: str, now: datetime) -> observing.Outline:
    """Whose facts these are and who writes them, by the staff number under which the actor is known there, or by name."""
    number = staff_number(actor, visit.arrival.facility_code)
    who = workforce.practitioner_id(visit.arrival.facility_code, number) if number else None
    return observing.Outline(
        patient=visit.patient, visit=visit.id, at=now, once=once, performer=who,
        name=name_of(actor, visit.arrival.facility_code, now),
    )  # fmt: skip


def staff_number(actor: Actor, facility_code: str) -> str:
    """The staff number by which an actor is known at a facility; empty where none is."""
    for scope in actor.scopes("record.read:TREAT"):
        code, _sep, number = scope.code.partition("/")
        if scope.kind == "practitioner" and code == facility_code:
            return number
    return ""


def name_of(actor: Actor, facility_code: str, now: datetime) -> str:
    """Under which name an actor writes at a facility: as the register of staff has it, else what the account says."""
    number = staff_number(actor, facility_code)
    day = clock.vietnam_day(now)
    known = workforce.find_practitioner(number, day, facility_code=facility_code) if number else None
    return known.name if known else actor.label


def _entries(of: observing.Outline, triage: Triage, warning: warnings.Warning | None) -> list[Entry]:
    entries = observing.vital_entries(of, _found(triage.signs, warning))
    if triage.pregnancy:
        entries.append(observing.pregnancy_entry(of, triage.pregnancy))
    if triage.allergy or triage.none_known:
        entries.append(observing.allergy_entry(of, triage.allergy, triage.reaction))
    return entries


def _found(measured: rules.Signs, warning: warnings.Warning | None) -> shapes.Found:
    numbers = [
        shapes.Measured(one.name, one.vi, value, one.unit, one.ucum)
        for one in rules.signs().values()
        if (value := measured.number(one.name)) is not None
    ]
    if (mass := measured.body_mass) is not None:
        numbers.append(shapes.Measured("body_mass", "Chỉ số khối cơ thể", mass, "kg/m²", "kg/m2"))
    level = measured.consciousness
    return shapes.Found(
        tuple(numbers), (level, rules.CONSCIOUSNESS[level][0]) if level else None, measured.oxygen,
        (warning.score, warning.points, warning.vi) if warning else None,
    )  # fmt: skip


def _prioritise(
    actor: Actor, visit: visits.Visit, triage: Triage, warning: warnings.Warning | None, now: datetime
) -> tuple[str, bool]:
    before = visit.arrival.priority
    wanted = triage.priority or before
    raised = warning is not None and warning.is_urgent and wanted != "emergency"
    if raised:
        wanted = "emergency"
    if wanted != before:
        arrival = replace(
            visit.arrival, priority=wanted, emergency=visit.arrival.emergency or wanted == "emergency"
        )
        visits.correct_arrival(actor=actor, visit=visit.id, arrival=arrival, now=now)
    return wanted, raised


def _hand_on(
    actor: Actor, visit: visits.Visit, triage: Triage, priority: str, now: datetime
) -> scheduling.Ticket | None:
    if triage.to_point is None:
        return None
    handed = scheduling.take_ticket(
        actor=actor, point=triage.to_point, person=visit.arrival.person, visit=visit.id, priority=priority, now=now
    )  # fmt: skip
    if triage.ticket is not None:
        try:
            scheduling.start(actor=actor, ticket=triage.ticket, now=now)
            scheduling.end(actor=actor, ticket=triage.ticket, now=now)
        except Conflict:
            pass  # their turn here had ended already: they are in the room's queue all the same
    return handed
