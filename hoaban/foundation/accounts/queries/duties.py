"""Who is on duty now, as the app that keeps the rota says, and what a turn opens while it lasts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from hoaban.foundation.accounts.queries.staff import staff_number_of
from hoaban.foundation.accounts.rules.entrusting import KIND
from hoaban.kernel.actor import Actor, Grant, Scope

OPENS = "record.read:TREAT"
"""What whoever treats people does."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A turn that runs: at which facility, until when."""

    facility_code: str
    ends_at: datetime


Duties = Mapping[str, tuple[Duty, ...]]
DutyFinder = Callable[[Collection[str], datetime], Duties]
_finders: list[DutyFinder] = []


def register_duty_finder(finder: DutyFinder) -> None:
    """Say who of some staff numbers is on duty at an instant, from ``AppConfig.ready()``; the last one is asked."""
    _finders[:] = [finder]


def duties_of(numbers: Collection[str], now: datetime) -> Duties:
    """Staff number -> the turns that run now; nothing for who is not on duty."""
    return _finders[0](numbers, now) if _finders and numbers else {}


def own_duties(actor: Actor, now: datetime) -> tuple[Duty, ...]:
    """The turns of whoever acts that run now, where being on duty opens anything for them."""
    if not any(scope.kind == "duty" for scope in actor.scopes(OPENS)):
        return ()
    number = staff_number_of(actor.id.removeprefix("account:"))
    return duties_of([number], now).get(number, ())


def works_at_places(given: Collection[Grant]) -> bool:
    """Whether anything of this opens records but for single people."""
    return any(grant.act == OPENS and grant.scope.kind != KIND for grant in given)


def grants_on_duty(given: Collection[Grant], duties: Collection[Duty]) -> set[Grant]:
    """What whoever opens records by a role opens on duty besides: the records of those who are at that facility now."""
    if not works_at_places(given):
        return set()
    return {Grant(OPENS, Scope("duty", one.facility_code)) for one in duties}
