"""The orders of a visit as the pane shows them, with what should be thought of before ordering more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.modules.hospital import models
from hoaban.modules.hospital.fhir import ordering as fhir
from hoaban.modules.hospital.fhir.observed import read_places
from hoaban.modules.hospital.queries import offered
from hoaban.modules.hospital.rules import ordering as rules
from hoaban.modules.hospital.rules.ordering import Earlier, OrderState, Service
from hoaban.record import api as record
from hoaban.shared.chart import api as chart
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from hoaban.ui import parts

_OPEN = frozenset({"active", "completed", "on-hold"})


class NoSuchOrder(NotFound):
    """There is no such order, or it is at none of the actor's places."""

    def __init__(self) -> None:
        super().__init__("Không có chỉ định này.", "There is no such order.")


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order of a visit. ``point``: where it is carried out, None where nowhere is open; ``number`` of the ticket there."""

    id: UUID
    number: str
    code: str
    name: str
    kind: rules.Kind
    state: OrderState
    at: datetime
    by: str
    urgent: bool
    point: scheduling.Point | None
    ticket: int | None
    is_unread: bool
    is_critical: bool
    why: str
    price: Service | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A service in the basket, and the order of the same that was not long ago."""

    service: Service
    earlier: Earlier | None


@dataclass(frozen=True, slots=True)
class Orders:
    """The pane. ``banner`` None: not asked for; ``basket``: what is about to be ordered; ``diagnoses``: those of the visit,
    (code, words)."""

    visit: visits.Visit
    banner: parts.Banner | None
    orders: tuple[Ordered, ...]
    basket: tuple[Chosen, ...]
    usual: tuple[Service, ...]
    sets: tuple[offered.ServiceSet, ...]
    rooms: tuple[scheduling.Point, ...]
    diagnoses: tuple[tuple[str, str], ...]


def see_orders(
    *, actor: Actor, visit: UUID, basket: Sequence[str], with_banner: bool = True, now: datetime
) -> Orders:
    """What was ordered at a visit, and what is about to be; one look, one entry. :raises NoSuchVisit: not for this actor."""
    found = visits.get_visit(actor=actor, visit=visit)
    facility, today, person = found.arrival.facility_code, clock.vietnam_day(now), found.arrival.person
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, persons=[person], now=now):
        banner = chart.see_banner(actor=actor, visit=found, now=now) if with_banner else None
        points = scheduling.list_points(actor=actor, facility_code=facility, on=today)
        services = offered.services_of(facility_code=facility, codes=basket, on=today)
        wanted = [services[code] for code in dict.fromkeys(basket) if code in services]
        earlier = earlier_of(actor=actor, person=person, wanted=wanted) if wanted else []
        return Orders(
            found, banner, tuple(orders_of(actor=actor, visit=found, points=points, on=today)),
            tuple(Chosen(one, rules.repeats(one, earlier, today)) for one in wanted),
            tuple(offered.usual_services(actor=actor, facility_code=facility, on=today)),
            tuple(offered.sets_of(actor=actor, facility_code=facility)),
            tuple(one for one in points if one.kind is scheduling.PointKind.CONSULTING),
            tuple(diagnoses_of(actor=actor, visit=visit)),
        )  # fmt: skip


def see_order(*, actor: Actor, visit: UUID, order: UUID, now: datetime) -> Ordered:
    """One order of a visit; one look. :raises NoSuchVisit, NoSuchOrder."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        for one in see_orders(actor=actor, visit=visit, basket=[], now=now).orders:
            if one.id == order:
                return one
        raise NoSuchOrder


def orders_of(
    *, actor: Actor, visit: visits.Visit, points: Iterable[scheduling.Point], on: date
) -> list[Ordered]:
    """The orders of a visit that the actor may see, as they were placed."""
    rows = {
        row.pk: row for row in models.Order.objects.filter(visit=visit.id).order_by("ordered_at", "number")
    }
    where = {one.id: one for one in points}
    prices = offered.services_of(
        facility_code=visit.arrival.facility_code, codes={row.code for row in rows.values()}, on=on
    )
    door = record.open(actor, purpose=Purpose.TREATMENT)
    requests = fhir.read_requests(
        one.json() for one in door.read_many("ServiceRequest", [str(pk) for pk in rows])
    )
    tickets = {one.id: one.number for one in scheduling.tickets_of(visit=visit.id)}
    found = []
    for one in requests:
        row = rows[UUID(one.id)]
        found.append(
            Ordered(
                row.pk, row.number, row.code, one.name, rules.Kind(row.kind), OrderState(row.state), row.ordered_at,
                row.ordered_name, row.urgent, where.get(row.point) if row.point else None,
                tickets.get(row.ticket) if row.ticket else None,
                row.state == OrderState.RELEASED and row.ordered_by == actor.id and row.read_at is None,
                row.is_critical, row.why, prices.get(row.code),
            )
        )  # fmt: skip
    return found


def earlier_of(*, actor: Actor, person: UUID, wanted: Sequence[Service]) -> list[Earlier]:
    """The same services asked for before, here or at another facility, as far as the actor may see."""
    patients = ",".join(f"Patient/{one}" for one in people.ids_of(person))
    codes = ",".join(one.code for one in wanted)
    door = record.open(actor, purpose=Purpose.TREATMENT)
    page = door.search(
        "ServiceRequest", [("patient", patients), ("code", codes), ("_sort", "-authored"), ("_count", "50")]
    )
    requests = [
        one for one in fhir.read_requests(each.json() for each in page.entries) if one.status in _OPEN
    ]
    seen = {one.encounter for one in requests if one.encounter}
    names = _facilities(door, sorted(seen))
    return [
        Earlier(one.code, one.at, names.get(one.encounter, ""), one.status == "completed")
        for one in requests
        if one.at is not None
    ]


def diagnoses_of(*, actor: Actor, visit: UUID) -> list[tuple[str, str]]:
    """The diagnoses of a visit: (ICD-10 code, words)."""
    door = record.open(actor, purpose=Purpose.TREATMENT)
    page = door.search("Condition", [("encounter", f"Encounter/{visit}"), ("_count", "20")])
    return fhir.read_diagnoses(one.json() for one in page.entries)


def _facilities(door: record.Door, encounters: Sequence[str]) -> dict[str, str]:
    return read_places(one.json() for one in door.read_many("Encounter", encounters)) if encounters else {}
