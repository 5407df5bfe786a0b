"""Who may do which administrative act in hospital. Clinical facts are the door's business."""

from __future__ import annotations

from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.shared.visits import api as visits

_BY_NAME = f"record.read:{Purpose.TREATMENT}"
"""Under it the accounts say by which staff number somebody is known, and where."""


def may_work(actor: Actor, visit: visits.Visit) -> bool:
    """Whether somebody sees people at the place of a visit: a desk that only receives does not."""
    arrival = visit.arrival
    here = (
        Scope("department", f"{arrival.facility_code}.{arrival.department}")
        if arrival.department
        else Scope("facility", arrival.facility_code)
    )
    return actor.may(visits.WORK, here)


def facilities_of(actor: Actor) -> tuple[str, ...]:
    """Codes of the facilities where somebody sees people, in order."""
    return tuple(dict.fromkeys(one.facility for one in actor.scopes(visits.WORK) if one.facility))


def staff_number_at(actor: Actor, facility_code: str) -> str:
    """The staff number by which somebody is known at a facility; empty where they are not."""
    for scope in actor.scopes(_BY_NAME):
        facility, _, number = scope.code.partition("/")
        if scope.kind == "practitioner" and facility == facility_code:
            return number
    return ""
