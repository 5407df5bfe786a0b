"""A time is given to somebody at the desk, changed, or given back; the record has it as an Appointment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.fhir.appointments import build_appointment
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits


def book(*, actor: Actor, session: UUID, slot: int, person: UUID, now: datetime) -> UUID:
    """The slot is theirs. Returns the booking; asked twice, it is the same.

    :raises NotAllowed, scheduling.NoSuchBooking, scheduling.NotPossible. :raises scheduling.Taken: somebody was faster, or they
    have another slot of this session. :raises NotFound: nobody has that id.
    """

    def work() -> UUID:
        booking = scheduling.book(actor=actor, session=session, slot=slot, person=person, now=now)
        note_appointment(actor, booking, "booked", now)
        return booking

    with audit.as_one(actor=actor, act="scheduling.book", persons=[person], now=now):
        return record.in_one_transaction(work)


def change(*, actor: Actor, booking: UUID, session: UUID, slot: int, now: datetime) -> UUID:
    """Another time instead of the one they had: both or none. Returns the new booking. :raises: as :func:`book`."""

    def work() -> UUID:
        held = scheduling.get_booking(actor=actor, booking=booking)
        if held is None:
            raise scheduling.NoSuchBooking
        cancel(actor=actor, booking=booking, now=now)
        return book(actor=actor, session=session, slot=slot, person=held.booking.person, now=now)

    return record.in_one_transaction(work)


def cancel(*, actor: Actor, booking: UUID, now: datetime) -> None:
    """The slot is free again. Done before, nothing changes.

    :raises NotAllowed, scheduling.NoSuchBooking. :raises scheduling.Taken: the person has arrived.
    """

    def work() -> None:
        scheduling.cancel(actor=actor, booking=booking, now=now)
        note_appointment(actor, booking, "cancelled", now)

    record.in_one_transaction(work)


def note_appointment(actor: Actor, booking: UUID, status: str, now: datetime) -> None:
    """The record has the booking as it stands now; within the caller's transaction."""
    held = scheduling.get_booking(actor=actor, booking=booking)
    if held is None:
        raise scheduling.NoSuchBooking
    point = held.session.point
    patient, entries = visits.patient_for(
        person=held.booking.person, facility_code=point.facility_code, now=now
    )
    appointment = build_appointment(
        booking, patient=patient, status=status, starts_at=held.booking.at, minutes=held.session.slot_minutes,
        made_at=now, room=point.vi, facility=places.organization_id(point.facility_code),
    )  # fmt: skip
    door = record.open(policies.writing_appointments(actor), purpose=Purpose.OPERATIONS, now=now)
    door.transact([*entries, Entry("PUT", "Appointment", str(booking), appointment)])
