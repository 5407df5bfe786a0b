"""The doctor's own list: who waits at their room, who was called, whose results came, what they began and did not finish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.queries import consulting
from hoaban.modules.hospital.rules.ordering import OrderState
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.signing import api as signing
from hoaban.shared.visits import api as visits

_ACCOUNT = "account:"
_SHOWN = 40
"""Nobody calls beyond these before the page is asked again."""
_ASKED_WITHIN = timedelta(days=14)
"""Results of what was ordered longer ago are found in the record."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person of a list; ``birth`` as the register has it, partial or empty."""

    name: str
    sex: str
    birth: str


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the queue. ``minutes``: about how long they still wait; None: they do not. ``visit`` None: not known yet."""

    ticket: scheduling.Ticket
    visit: visits.Visit | None
    who: Who | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A visit at which something was typed and not saved, or that was begun and is not over."""

    visit: visits.Visit
    who: Who | None
    typed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Returned:
    """A visit with results that who ordered them has not opened yet. ``is_critical``: one of them is told at once."""

    visit: visits.Visit
    who: Who | None
    count: int
    at: datetime
    is_critical: bool


@dataclass(frozen=True, slots=True)
class MyList:
    """``points``: consulting rooms of the own facilities; ``point``: the one that is shown; ``to_sign``: papers that wait for
    the signature of whoever asks."""

    points: tuple[scheduling.Point, ...]
    point: scheduling.Point | None
    at_work: tuple[Line, ...]
    waiting: tuple[Line, ...]
    skipped: tuple[Line, ...]
    waits: int
    unfinished: tuple[Unfinished, ...]
    returned: tuple[Returned, ...]
    to_sign: int


def my_list(*, actor: Actor, point: int | None, now: datetime) -> MyList:
    """The list of whoever asks, at one of their rooms: the one named, that of their session now, or the only one.

    Whom it shows is one entry of the trail.
    """
    points = rooms_of(actor, now)
    chosen = _chosen(actor, points, point, now)
    queue = scheduling.see_queue(actor=actor, point=chosen.id, now=now) if chosen else None
    waiting = [(one, minutes) for one, minutes in queue.waiting[:_SHOWN]] if queue else []
    at_work = [(one, None) for one in queue.at_work] if queue else []
    skipped = [(one, None) for one in queue.skipped[:_SHOWN]] if queue else []
    typed = dict(consulting.unfinished_drafts(actor=actor))
    listed = [one for one, _minutes in (*waiting, *at_work, *skipped) if one.visit]
    new = _new_results(actor, now)
    named = [*(one.visit for one in listed if one.visit), *typed, *new]
    seen = visits.see_visits(actor=actor, visits=named)
    who = _people(actor, seen, now)

    def line(ticket: scheduling.Ticket, minutes: int | None) -> Line:
        visit = seen.get(ticket.visit) if ticket.visit else None
        return Line(ticket, visit, who.get(visit.arrival.person) if visit else None, minutes)

    return MyList(
        tuple(points), chosen, tuple(line(*one) for one in at_work), tuple(line(*one) for one in waiting),
        tuple(line(*one) for one in skipped), len(queue.waiting) if queue else 0,
        tuple(
            Unfinished(seen[one], who.get(seen[one].arrival.person), at) for one, at in typed.items() if one in seen
        ),
        tuple(_returned(seen[one], who, rows) for one, rows in new.items() if one in seen),
        len(signing.offers_for(actor.id.removeprefix(_ACCOUNT))) if actor.id.startswith(_ACCOUNT) else 0,
    )  # fmt: skip


def _returned(visit: visits.Visit, who: dict[UUID, Who], results: list[tuple[datetime, bool]]) -> Returned:
    at, is_critical = max(at for at, _ in results), any(critical for _, critical in results)
    return Returned(visit, who.get(visit.arrival.person), len(results), at, is_critical)


def _new_results(actor: Actor, now: datetime) -> dict[UUID, list[tuple[datetime, bool]]]:
    """Visit -> when each result that the actor ordered and has not opened came, and whether it is critical; the first that came
    first."""
    rows = models.Order.objects.filter(
        ordered_by=actor.id,
        ordered_at__gte=now - _ASKED_WITHIN,
        state=OrderState.RELEASED.value,
        read_at=None,
    )
    found: dict[UUID, list[tuple[datetime, bool]]] = {}
    for visit, at, is_critical in rows.order_by("released_at").values_list(
        "visit", "released_at", "is_critical"
    )[:_SHOWN]:
        found.setdefault(visit, []).append((at or now, is_critical))
    return found


def rooms_of(actor: Actor, now: datetime) -> list[scheduling.Point]:
    """The consulting rooms of the facilities where somebody sees people, today."""
    day = vietnam_day(now)
    return [
        point
        for code in policies.facilities_worked_at(actor)
        for point in scheduling.list_points(actor=actor, facility_code=code, on=day)
        if point.kind is scheduling.PointKind.CONSULTING
    ]


def _chosen(
    actor: Actor, points: list[scheduling.Point], named: int | None, now: datetime
) -> scheduling.Point | None:
    by_id = {one.id: one for one in points}
    if named is not None:
        if named not in by_id:
            raise scheduling.NoSuchPoint
        return by_id[named]
    for code in policies.facilities_worked_at(actor):
        number = policies.staff_number_at(actor, code)
        mine = scheduling.list_sessions(actor=actor, facility_code=code, first=vietnam_day(now))
        held = [one for one in mine if number and one.practitioner == number and one.point.id in by_id]
        if held:
            return by_id[
                min(held, key=lambda one: (not one.starts_at <= now < one.ends_at, one.starts_at)).point.id
            ]
    return points[0] if len(points) == 1 else None


def _people(actor: Actor, seen: dict[UUID, visits.Visit], now: datetime) -> dict[UUID, Who]:
    persons = sorted({one.arrival.person for one in seen.values()})
    if not persons:
        return {}
    with audit.as_one(actor=actor, act="visits.see", persons=persons, now=now):
        found = people.describe(persons)
    return {person: Who(one.name, one.sex, one.birth) for person, one in found.items()}
