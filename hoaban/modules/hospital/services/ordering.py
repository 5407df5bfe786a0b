"""Orders are placed and cancelled: the request in the record, the row on its way, the ticket where it is carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.fhir import ordering as fhir
from hoaban.modules.hospital.queries.offered import services_of
from hoaban.modules.hospital.queries.orders import NoSuchOrder, diagnoses_of
from hoaban.modules.hospital.rules import ordering as rules
from hoaban.modules.hospital.rules.ordering import OrderState, Service
from hoaban.modules.hospital.services.sending import is_first
from hoaban.modules.hospital.services.vitals import name_of, outline
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits


class OrderNotValid(Invalid):
    """An order cannot be so; ``place`` names the field."""


class OrderMoved(Conflict):
    """The order is at another step: somebody was faster."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a doctor orders at once: codes of services, a reason besides the diagnoses, what they want to know, how urgent.

    ``to_point``: the room of a consultation; None: where each kind is carried out with the least waiting.
    """

    codes: tuple[str, ...]
    reason: str = ""
    question: str = ""
    urgent: bool = False
    to_point: int | None = None


def place_orders(*, actor: Actor, visit: UUID, wish: Wish, once: str, now: datetime) -> list[UUID]:
    """Order services for somebody who is being seen; the diagnoses of the visit are carried along. Returns the orders.

    Each place that carries some of them out gives one ticket. Sent again with the same ``once``, nothing more is ordered.

    :raises NotAllowed: the actor orders nothing there, or may not write it. :raises NoSuchVisit, VisitMoved.
    :raises OrderNotValid: nothing is asked for, or a service that the facility does not offer today.
    """
    if not wish.codes:
        raise OrderNotValid("Chưa chọn dịch vụ nào.", "No service has been chosen.", place="q")
    return record.in_one_transaction(partial(_place, actor, visit, wish, once, now))


def _place(actor: Actor, visit: UUID, wish: Wish, once: str, now: datetime) -> list[UUID]:
    seen = visits.get_visit(actor=actor, visit=visit)
    here = seen.arrival
    policies.must(actor, policies.ORDER, here.facility_code, here.department, "hospital.order")
    today = clock.vietnam_day(now)
    offered = services_of(facility_code=here.facility_code, codes=wish.codes, on=today)
    wanted = [offered[code] for code in dict.fromkeys(wish.codes) if code in offered]
    if len(wanted) < len(set(wish.codes)):
        raise OrderNotValid(
            "Có dịch vụ cơ sở không làm hôm nay.", "One of the services is not offered today.", place="q"
        )
    if not is_first(actor, policies.ORDER, once, now):
        return []
    first = models.Order.objects.filter(visit=visit).count()
    name = name_of(actor, here.facility_code, now)
    orders = [_row(actor, name, seen, one, first + n, wish, now) for n, one in enumerate(wanted, start=1)]
    reasons = tuple(diagnoses_of(actor=actor, visit=visit))
    if wish.reason.strip():
        reasons = (*reasons, ("", wish.reason.strip()[:500]))
    of = outline(actor, seen, once or str(now.timestamp()), now)
    entries = []
    for row, service in zip(orders, wanted, strict=True):
        asked = fhir.Asked(
            service.code, service.vi, service.kind.value, row.number, wish.urgent, reasons, wish.question.strip()[:1000]
        )  # fmt: skip
        request = fhir.build_request(row.pk, of.subject, of.encounter, asked, now, of.performers)
        entries.append(Entry("PUT", "ServiceRequest", str(row.pk), request))
    visits.note(actor=actor, visit=visit, entries=entries, now=now)
    _send_on(actor, seen, orders, wanted, wish, now)
    return [row.pk for row in orders]


def cancel_order(*, actor: Actor, order: UUID, reason: str, now: datetime) -> None:
    """An order is not needed any more; one whose result is typed in or released stays. Cancelled already, nothing changes.

    :raises NotAllowed, NoSuchOrder. :raises OrderMoved: a result is there. :raises OrderNotValid: no reason.
    """
    if not reason.strip():
        raise OrderNotValid("Cần ghi lý do hủy.", "A reason is needed.", place="reason")
    record.in_one_transaction(partial(_cancel, actor, order, reason.strip()[:300], now))


def _cancel(actor: Actor, order: UUID, reason: str, now: datetime) -> None:
    row = locked(order)
    visit = visits.get_visit(actor=actor, visit=row.visit)
    policies.must(actor, policies.ORDER, row.facility_code, visit.arrival.department, "hospital.cancel-order")
    if row.state == OrderState.CANCELLED:
        return
    move(row, OrderState.CANCELLED)
    row.why = reason
    row.save()
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    stored = door.read("ServiceRequest", str(row.pk))
    door.update("ServiceRequest", str(row.pk), fhir.revoked(stored.json(), reason), if_match=stored.version)
    note(actor, row, "hospital.cancel-order", now)
    _leave(actor, row, now)


def locked(order: UUID) -> models.Order:
    """The row of an order, for who changes it. :raises NoSuchOrder."""
    row = models.Order.objects.select_for_update().filter(pk=order).first()
    if row is None:
        raise NoSuchOrder
    return row


def move(row: models.Order, to: OrderState) -> None:
    """:raises OrderMoved: the order cannot go there from where it is."""
    if not rules.may_become(OrderState(row.state), to):
        raise OrderMoved(
            "Chỉ định đã chuyển sang bước khác.", "The order has moved on meanwhile.", place="state"
        )
    row.state = to.value


def note(actor: Actor, row: models.Order, act: str, now: datetime) -> None:
    """Tell the trail what was done with an order, and of whom it is."""
    audit.write(actor=actor, act=act, persons=[row.person], detail={"order": str(row.pk)}, now=now)


def _row(
    actor: Actor, name: str, visit: visits.Visit, service: Service, count: int, wish: Wish, now: datetime
) -> models.Order:
    return models.Order(
        id=ids.uuid7(now), number=f"{visit.number}.{count:02d}", facility_code=visit.arrival.facility_code,
        visit=visit.id, person=visit.arrival.person, patient=visit.patient, code=service.code,
        kind=service.kind.value, template=service.template, urgent=wish.urgent or visit.arrival.emergency,
        state=OrderState.ORDERED.value, ordered_at=now, ordered_by=actor.id, ordered_name=name[:200],
    )  # fmt: skip


def _send_on(
    actor: Actor, visit: visits.Visit, orders: Sequence[models.Order], wanted: Sequence[Service], wish: Wish, now: datetime
) -> None:  # fmt: skip
    facility, day = visit.arrival.facility_code, clock.vietnam_day(now)
    points = scheduling.list_points(actor=actor, facility_code=facility, on=day)
    counts = scheduling.count_waiting(actor=actor, facility_code=facility, now=now)
    tickets: dict[int, int] = {}
    for row, service in zip(orders, wanted, strict=True):
        row.point = _point_for(service, points, counts, wish)
        if row.point is not None:
            if row.point not in tickets:
                taken = scheduling.take_ticket(
                    actor=actor, point=row.point, person=visit.arrival.person, visit=visit.id,
                    priority="emergency" if row.urgent else visit.arrival.priority, now=now,
                )  # fmt: skip
                tickets[row.point] = taken.id
            row.ticket = tickets[row.point]
    models.Order.objects.bulk_create(orders)


def _point_for(
    service: Service, points: Sequence[scheduling.Point], counts: dict[int, int], wish: Wish
) -> int | None:
    if service.kind is rules.Kind.CONSULTATION and wish.to_point is not None:
        return next((one.id for one in points if one.id == wish.to_point), None)
    fitting = [one for one in points if one.kind.value == rules.DONE_AT[service.kind]]
    if service.kind is rules.Kind.CONSULTATION and not service.point_code:
        return None
    named = [one for one in fitting if one.code == service.point_code]
    chosen = min(named or fitting, key=lambda one: counts.get(one.id, 0), default=None)
    return chosen.id if chosen else None


def _leave(actor: Actor, row: models.Order, now: datetime) -> None:
    """Who has nothing more to be done at a place does not wait there."""
    others = models.Order.objects.filter(ticket=row.ticket, state=OrderState.ORDERED.value).exclude(pk=row.pk)
    if row.ticket is None or others.exists():
        return
    try:
        scheduling.leave(actor=actor, ticket=row.ticket, now=now)
    except Conflict:
        return  # they have been seen there already
