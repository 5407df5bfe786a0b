"""Issued prescriptions: of a visit, one by its id or its code, of a person before this visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.exchange import api as exchange
from hoaban.shared.prescribing import fhir, models, policies
from hoaban.shared.prescribing.queries import persons
from hoaban.shared.prescribing.rules.numbering import read_code
from hoaban.shared.visits import api as visits

ISSUED, CANCELLED, REPLACED = "issued", "cancelled", "replaced"
STATES = {
    ISSUED: ("Đã kê", "Issued"),
    CANCELLED: ("Đã hủy", "Cancelled"),
    REPLACED: ("Đã thay bằng đơn khác", "Replaced"),
}
LOOK = "prescribing.look"


class NoSuchPrescription(NotFound):
    """There is none, or it is of a visit that the actor does not see."""

    def __init__(self) -> None:
        super().__init__("Không có đơn thuốc này.", "There is no such prescription.", place="prescription")


@dataclass(frozen=True, slots=True)
class Prescribed:
    """A prescription as it was issued. ``kind``: N, H, C or T; ``state``: issued, cancelled, replaced; ``orders``: its lines in
    their order, each with the sentence, quantity and unit; ``replaces``: the id of the one before it; ``message``: the id of
    the message that handed it to the national system."""

    id: UUID
    code: str
    kind: str
    facility_code: str
    visit: UUID
    person: UUID
    state: str
    issued_at: datetime
    practitioner: str
    practitioner_name: str
    holds_until: date
    orders: tuple[fhir.Order, ...]
    advice: str = ""
    revisit_days: int | None = None
    replaces: UUID | None = None
    ended_at: datetime | None = None
    why: str = ""
    message: UUID | None = None
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One prescription as a page shows it: whose, at which visit; ``sent``: state of the message to the national system, empty
    where there is none; ``extent``: what pharmacies told of it: none, part, whole or empty."""

    prescribed: Prescribed
    name: str
    number: str
    sent: str
    extent: str
    may_write: bool


def prescriptions_of(*, actor: Actor, visit: UUID, now: datetime) -> tuple[Prescribed, ...]:
    """Those of a visit, the latest first. :raises visits.NoSuchVisit. :raises NotAllowed: the actor reads none there."""
    return prescriptions_at(actor, visits.get_visit(actor=actor, visit=visit), now)


def prescriptions_at(actor: Actor, visit: visits.Visit, now: datetime) -> tuple[Prescribed, ...]:
    """The same of a visit that was read already. :raises NotAllowed: the actor reads none there."""
    policies.must(actor, policies.READ, place_of(visit), LOOK)
    rows = list(models.Prescription.objects.filter(visit=visit.id).order_by("-issued_at", "kind"))
    return _shaped(actor, rows, visit.arrival.person, now) if rows else ()


def get_prescription(*, actor: Actor, prescription: UUID, now: datetime) -> Prescribed:
    """One. :raises NoSuchPrescription: also where the visit is not the actor's to see."""
    row = row_of(actor, prescription)
    seen = visits.get_visit(actor=actor, visit=row.visit)
    return _shaped(actor, [row], seen.arrival.person, now)[0]


def see_prescription(*, actor: Actor, prescription: UUID, now: datetime) -> Seen:
    """One with whose it is and what became of it; one look. :raises NoSuchPrescription, NotFound."""
    row = row_of(actor, prescription)
    visit = visits.get_visit(actor=actor, visit=row.visit)
    with audit.as_one(
        actor=actor, act=LOOK, purpose=Purpose.TREATMENT, persons=[visit.arrival.person],
        detail={"prescription": str(prescription)}, now=now,
    ):  # fmt: skip
        found = _shaped(actor, [row], visit.arrival.person, now)[0]
        known = persons.known_at(actor=actor, visit=visit, now=now)
        told = exchange.messages_about(actor=actor, about=about(prescription))
    newest = told[0] if told else None
    return Seen(
        found, known.name, visit.number, newest.state.value if newest else "", newest.extent if newest else "",
        actor.may(policies.WRITE, place_of(visit)),
    )  # fmt: skip


def about(prescription: UUID) -> str:
    """What messages to outside systems call a prescription."""
    return f"prescription:{prescription}"


def find_by_code(*, actor: Actor, code: str) -> UUID | None:
    """The id of the prescription of a code, however it was written, if the actor may see it."""
    row = models.Prescription.objects.filter(code=read_code(code)).first()
    if row is None or visits.see_visits(actor=actor, visits=[row.visit]) == {}:
        return None
    return row.pk


def last_before(*, actor: Actor, visit: visits.Visit, now: datetime) -> tuple[Prescribed, ...]:
    """The prescriptions of the person's last visit before this one at the same facility; empty where there are none."""
    rows = models.Prescription.objects.filter(
        person=visit.arrival.person,
        facility_code=visit.arrival.facility_code,
        state=ISSUED,
        issued_at__lt=now,
    ).exclude(visit=visit.id)
    last = rows.order_by("-issued_at").first()
    if last is None:
        return ()
    return _shaped(actor, list(rows.filter(visit=last.visit).order_by("kind")), visit.arrival.person, now)


def row_of(actor: Actor, prescription: UUID, *, lock: bool = False) -> models.Prescription:
    """:raises NoSuchPrescription: it does not exist for this actor."""
    rows = models.Prescription.objects.select_for_update() if lock else models.Prescription.objects
    row = rows.filter(pk=prescription).first()
    if row is None:
        raise NoSuchPrescription
    seen = visits.see_visits(actor=actor, visits=[row.visit]).get(row.visit)
    if seen is None or not actor.may(policies.READ, place_of(seen)):
        audit.write_refusal(actor=actor, act=LOOK, persons=[row.person])
        raise NoSuchPrescription
    return row


def place_of(visit: visits.Visit) -> Scope:
    """Where a visit is, as grants name it."""
    return policies.place_of(visit.arrival.facility_code, visit.arrival.department)


def _shaped(
    actor: Actor, rows: Iterable[models.Prescription], person: UUID, now: datetime
) -> tuple[Prescribed, ...]:
    listed = list(rows)
    wanted = [str(one) for row in listed for one in row.requests]
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    stored = {one.id: one.json() for one in door.read_many("MedicationRequest", wanted)}
    return tuple(_one(row, person, stored) for row in listed)


def _one(row: models.Prescription, person: UUID, stored: dict[str, fhir.Json]) -> Prescribed:
    held = [stored[str(one)] for one in row.requests if str(one) in stored]
    orders = sorted((fhir.read_order(one) for one in held), key=lambda one: one.place)
    name = next((str((one.get("requester") or {}).get("display", "")) for one in held), "")
    return Prescribed(
        row.pk, row.code, row.kind, row.facility_code, row.visit, person, row.state, row.issued_at, row.practitioner, name,
        row.holds_until, tuple(orders), row.advice, row.revisit_days, row.replaces, row.ended_at, row.why, row.message,
        row.guardian,
    )  # fmt: skip
