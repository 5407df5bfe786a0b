"""Who prescribes, who sees prescriptions, who keeps a facility's drug list."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotAllowed

WRITE = "prescribing.write"
"""Prescribing for visits of the own facility or department; the record asks besides whether the licence covers it."""
READ = "prescribing.read"
"""Seeing prescriptions of visits of the own facility or department."""
LISTS = "prescribing.lists"
"""Keeping the drug list of the own facility, and seeing how alerts are taken."""


def place_of(facility_code: str, department: str = "") -> Scope:
    """Where a visit is, as grants name it."""
    return (
        Scope("department", f"{facility_code}.{department}")
        if department
        else Scope("facility", facility_code)
    )


def must(actor: Actor, leave: str, place: Scope, act: str) -> None:
    """:raises NotAllowed: the actor has not this leave there; the trail says so."""
    if not actor.may(leave, place):
        audit.write_refusal(actor=actor, act=act, detail={"place": place.code})
        raise NotAllowed(
            "Bạn không có quyền này ở cơ sở này.", "You may not do this at this facility.", place=leave
        )


def facilities_kept(actor: Actor) -> frozenset[str] | None:
    """The facilities whose drug list an actor keeps; None: all."""
    scopes = actor.scopes(LISTS)
    if any(scope.kind == "all" for scope in scopes):
        return None
    return frozenset(scope.code for scope in scopes if scope.kind == "facility")


def facilities_of_work(actor: Actor) -> frozenset[str]:
    """The facilities at which an actor prescribes or reads prescriptions."""
    return frozenset(scope.facility for act in (WRITE, READ) for scope in actor.scopes(act) if scope.facility)
