"""Who may do which administrative act in hospital. Clinical facts are the door's business."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits

RECEIVE = visits.RECEIVE
QUEUE = scheduling.QUEUE
BOOK = scheduling.BOOK
MANAGE = scheduling.MANAGE
SCREEN = scheduling.SCREEN
WORK = visits.WORK
"""Seeing and working the visits of the own place: the panes of a visit."""
TRIAGE = "hospital.triage"
"""Taking vital signs, asking about allergies and pregnancy, handing people on to a room."""
_REGISTER, _STEWARD = "people.register", "people.steward"
_BY_NAME = f"record.read:{Purpose.TREATMENT}"
"""Under it the accounts say by which staff number somebody is known, and where."""

ORDER = "hospital.order"
"""Ordering tests, imaging, procedures and consultations for who is being seen."""
PERFORM = "hospital.perform"
"""Carrying out what was ordered: samples, results, answers. What is signed by releasing it, the record asks of the licence."""
SERVICES = "hospital.services"
"""Keeping the facility's list of services and their prices."""


def must(actor: Actor, leave: str, facility_code: str, department: str, act: str) -> None:
    """:raises NotAllowed: the actor has not this leave at the facility or its department; the trail says so."""
    places = [Scope("facility", facility_code)]
    if department:
        places.append(Scope("department", f"{facility_code}.{department}"))
    if not any(actor.may(leave, place) for place in places):
        audit.write_refusal(actor=actor, act=act, detail={"facility": facility_code})
        raise NotAllowed(
            "Bạn không có quyền này ở cơ sở này.", "You may not do this at this facility.", place=leave
        )


def facilities_of(actor: Actor, leave: str) -> list[str]:
    """The facilities where an actor has a leave, by code."""
    return sorted(scope.code for scope in actor.scopes(leave) if scope.kind == "facility")


def may_work(actor: Actor, visit: visits.Visit) -> bool:
    """Whether somebody sees people at the place of a visit: a desk that only receives does not."""
    arrival = visit.arrival
    here = (
        Scope("department", f"{arrival.facility_code}.{arrival.department}")
        if arrival.department
        else Scope("facility", arrival.facility_code)
    )
    return actor.may(visits.WORK, here)


def facilities_worked_at(actor: Actor) -> tuple[str, ...]:
    """Codes of the facilities where somebody sees people, in order."""
    return tuple(dict.fromkeys(one.facility for one in actor.scopes(visits.WORK) if one.facility))


def staff_number_at(actor: Actor, facility_code: str) -> str:
    """The staff number by which somebody is known at a facility; empty where they are not."""
    for scope in actor.scopes(_BY_NAME):
        facility, _, number = scope.code.partition("/")
        if scope.kind == "practitioner" and facility == facility_code:
            return number
    return ""


def places(actor: Actor, act: str = RECEIVE) -> tuple[str, ...]:
    """The facilities at which an actor holds an act for the whole house; by code. Counters and queues are of the house: who
    works in one department finds the visits of it on the pages of the rooms."""
    return tuple(sorted({one.code for one in actor.scopes(act) if one.kind == "facility"}))


def must_work_at(actor: Actor, act: str = RECEIVE) -> tuple[str, ...]:
    """The same; there is at least one. :raises NotAllowed: there is none; the trail says so."""
    mine = places(actor, act)
    if not mine:
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed(
            "Bạn chưa được giao việc này cho cả một cơ sở.", "You hold this for no whole facility.", place=act
        )
    return mine


def registering(actor: Actor, facility_code: str) -> Actor:
    """Who receives people somewhere, as the register meets them while they take down somebody whom it does not know.

    At night a doctor receives alone; they register under their own name in the trail, for their facility, and nothing else.
    """
    here = Scope("facility", facility_code)
    if actor.may(_REGISTER) or not actor.may(RECEIVE, here):
        return actor
    return Actor(actor.id, actor.kind, actor.label, actor.grants | {Grant(_REGISTER, here)}, actor.request_id)


def identifying(actor: Actor) -> Actor:
    """Who received somebody unknown, as the register meets them while they say who that is, and take it back: for this one act,
    under their own name in the trail. The service sees to it that nobody else is joined."""
    return Actor(
        actor.id, actor.kind, actor.label, frozenset({Grant(_STEWARD, Scope("all"))}), actor.request_id
    )


def writing_appointments(actor: Actor) -> Actor:
    """Who gives times at a desk, as the record's door meets them while an Appointment is written, and for nothing else."""
    grants = frozenset(Grant(f"record.{act}:{Purpose.OPERATIONS}", Scope("all")) for act in ("read", "write"))
    return Actor(actor.id, actor.kind, actor.label, grants, actor.request_id)
