"""Visits to be read: one, those of a facility, those of a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import NotFound
from hoaban.shared.people import api as people
from hoaban.shared.visits import models, policies
from hoaban.shared.visits.fhir import OPEN_STATES, Arrival, Card, Referral, State, Visit


class NoSuchVisit(NotFound):
    """There is no such visit, or it is at none of the actor's places."""

    def __init__(self) -> None:
        super().__init__("Không có lượt khám này.", "There is no such visit.")


def get_visit(*, actor: Actor, visit: UUID) -> Visit:
    """One visit. Naming it tells who came, so what is made of it is told of in the trail by the caller.

    :raises NoSuchVisit: also where the actor has no leave.
    """
    return shaped([row_of(actor, visit)])[0]


def find_by_number(*, actor: Actor, facility_code: str, number: str) -> Visit | None:
    """The visit of a number on a slip, if the actor may see it."""
    row = models.Visit.objects.filter(facility_code=facility_code, number=number.strip()).first()
    if row is None or not policies.may_look(actor, policies.place_of(row.facility_code, row.department)):
        return None
    return shaped([row])[0]


def list_visits(
    *, actor: Actor, facility_code: str, day: date, states: Collection[State] = (), department: str = "",
    start: int = 0, count: int = 50,
) -> list[Visit]:  # fmt: skip
    """Those who came to a facility on a day, in the order of arrival; none of where the actor has no leave."""
    if not policies.may_look(actor, policies.place_of(facility_code, department)):
        return []
    first = datetime.combine(day, datetime.min.time(), VIETNAM)
    rows = models.Visit.objects.filter(
        facility_code=facility_code, arrived_at__gte=first, arrived_at__lt=first + timedelta(days=1)
    )
    return shaped(_narrowed(rows, states, department).order_by("arrived_at", "id")[start : start + count])


def list_latest(*, actor: Actor, facility_code: str, day: date, count: int = 15) -> list[Visit]:
    """Those who came to a facility on a day, the latest first; none of where the actor has no leave."""
    if not policies.may_look(actor, policies.place_of(facility_code)):
        return []
    first = datetime.combine(day, datetime.min.time(), VIETNAM)
    rows = models.Visit.objects.filter(
        facility_code=facility_code, arrived_at__gte=first, arrived_at__lt=first + timedelta(days=1)
    )
    return shaped(rows.order_by("-arrived_at", "-id")[:count])


def list_open(*, actor: Actor, facility_code: str, department: str = "", count: int = 500) -> list[Visit]:
    """Visits that are not over, whenever they began, oldest first."""
    if not policies.may_look(actor, policies.place_of(facility_code, department)):
        return []
    rows = models.Visit.objects.filter(facility_code=facility_code)
    return shaped(_narrowed(rows, OPEN_STATES, department).order_by("arrived_at", "id")[:count])


def open_visits_of(*, actor: Actor, facility_code: str, person: UUID) -> list[Visit]:
    """The visits of somebody at a facility that are not over: before a second one is opened by mistake."""
    if not policies.may_look(actor, policies.place_of(facility_code)):
        return []
    rows = models.Visit.objects.filter(facility_code=facility_code, person=person, state__in=models.OPEN)
    return shaped(rows.order_by("arrived_at"))


def persons_in_house(*, actor: Actor, facility_code: str) -> list[UUID]:
    """Whose visits at a facility began within a day and are not over; none for who has no leave there."""
    if not policies.may_look_somewhere(actor, facility_code):
        return []
    since = clock.now() - timedelta(days=1)
    rows = models.Visit.objects.filter(
        facility_code=facility_code, state__in=models.OPEN, arrived_at__gte=since
    )
    listed = list(rows.values_list("patient", "person"))
    today = people.persons_today(UUID(patient) for patient, _person in listed)
    return sorted({today.get(UUID(patient), person) for patient, person in listed})


def last_card_of(*, actor: Actor, facility_code: str, person: UUID) -> Card | None:
    """The insurance card that somebody showed last at a facility; nothing for who has no leave there."""
    if not policies.may_look(actor, policies.place_of(facility_code)):
        return None
    rows = models.Visit.objects.filter(facility_code=facility_code, person=person).exclude(card="")
    row = rows.exclude(state=State.CANCELLED).order_by("-arrived_at").first()
    return Card(row.card, row.card_from, row.card_to, row.card_registered_at) if row else None


def see_visits(*, actor: Actor, visits: Iterable[UUID]) -> dict[UUID, Visit]:
    """Several at once, for lists and queues; those that the actor may not see are left out."""
    rows = models.Visit.objects.filter(pk__in=list(visits))
    seen = [
        row for row in rows if policies.may_look(actor, policies.place_of(row.facility_code, row.department))
    ]
    return {one.id: one for one in shaped(seen)}


def day_of_ended(*, visit: UUID) -> date | None:
    """The day of a visit that has ended; None while it goes on, and for none. Tells of nobody: for who carries out what was
    ordered at it and sees no visits."""
    row = models.Visit.objects.filter(pk=visit, state=State.ENDED).first()
    return clock.vietnam_day(row.arrived_at) if row else None


def row_of(actor: Actor, visit: UUID, *, lock: bool = False) -> models.Visit:
    """:raises NoSuchVisit: it does not exist for this actor."""
    rows = models.Visit.objects.select_for_update() if lock else models.Visit.objects
    row = rows.filter(pk=visit).first()
    if row is None or not policies.may_look(actor, policies.place_of(row.facility_code, row.department)):
        raise NoSuchVisit
    return row


def shaped(rows: Iterable[models.Visit]) -> list[Visit]:
    """Rows as plain values; who they are is asked of the register, which may have joined people since."""
    listed = list(rows)
    patients = {row.patient: UUID(row.patient) for row in listed}
    today = people.persons_today(patients.values())
    return [_visit(row, today.get(patients[row.patient], row.person)) for row in listed]


def _narrowed(
    rows: QuerySet[models.Visit], states: Collection[State], department: str
) -> QuerySet[models.Visit]:
    if states:
        rows = rows.filter(state__in=[str(one) for one in states])
    return rows.filter(department=department) if department else rows


def _visit(row: models.Visit, person: UUID) -> Visit:
    card = Card(row.card, row.card_from, row.card_to, row.card_registered_at) if row.card else None
    arrival = Arrival(
        row.facility_code, person, row.reason, row.care, row.department, row.coverage_class, card,
        Referral(row.referral_paper, row.referral_from, row.referral_on), row.priority, row.emergency,
    )  # fmt: skip
    return Visit(
        row.pk, row.number, row.patient, arrival, State(row.state), row.arrived_at, row.ended_at, row.practitioner,
        row.changed_at,
    )  # fmt: skip
