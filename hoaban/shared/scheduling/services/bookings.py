"""Slots are given to people, given back, and kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.messaging import api as messaging
from hoaban.shared.scheduling import models, policies
from hoaban.shared.scheduling.queries import shaping
from hoaban.shared.scheduling.rules.shapes import BookingState
from hoaban.shared.scheduling.services import noting


class NoSuchBooking(NotFound):
    """There is no such booking or session, or the actor may not know that there is."""

    def __init__(self) -> None:
        super().__init__("Không có lịch hẹn này.", "There is no such booking.")


def book(*, actor: Actor, session: UUID, slot: int, person: UUID, now: datetime) -> UUID:
    """A slot becomes a person's. Returns the booking; the same booking again when this person has this slot. They
    are reminded of it the day before.

    :raises NotAllowed: the actor gives no slots there. :raises NoSuchBooking: there is no such session.
    :raises NotPossible: it has no such slot, is closed, or the slot is over.
    :raises Taken: somebody was faster, or the person has another.
    """
    with transaction.atomic():
        row = (
            models.Session.objects.select_for_update(of=("self",))
            .select_related("point")
            .filter(pk=session)
            .first()
        )
        if row is None:
            raise NoSuchBooking
        policies.must(actor, policies.BOOK, row.point.facility_code, "scheduling.book")
        whole = shaping.session(row)
        if row.closed_at is not None or not 0 <= slot < whole.slots or whole.slot_at(slot) <= now:
            raise noting.NotPossible(
                "Lượt này không còn nhận hẹn.", "This slot cannot be booked.", place="slot"
            )
        held = models.Booking.objects.filter(session=row, state__in=models.HOLDS)
        same = held.filter(slot=slot, person=person).first()
        if same is not None:
            return same.pk
        booking = ids.uuid7(now)
        taken = (
            "Lượt này vừa có người đặt, hoặc người này đã có lượt trong buổi.",
            "Somebody has just taken this slot, or this person has another in the session.",
            "slot",
        )
        with noting.no_two(*taken):
            models.Booking.objects.create(
                id=booking, session=row, slot=slot, person=person, state=BookingState.BOOKED, booked_at=now,
                booked_by=actor.id, changed_at=now, changed_by=actor.id,
            )  # fmt: skip
        detail = {"booking": str(booking), "session": str(session)}
        audit.write(actor=actor, act="scheduling.book", persons=[person], detail=detail, now=now)
        messaging.remind_of(
            actor=actor, person=person, booking=booking, at=whole.slot_at(slot), facility=row.point.facility_code, now=now
        )  # fmt: skip
    return booking


def cancel(*, actor: Actor, booking: UUID, now: datetime) -> None:
    """The slot is free again. Done before, nothing changes.

    :raises NotAllowed, NoSuchBooking. :raises Taken: the person has arrived.
    """
    with transaction.atomic():
        row = _locked(booking)
        policies.must(actor, policies.BOOK, row.session.point.facility_code, "scheduling.cancel")
        if row.state == BookingState.ARRIVED:
            raise noting.Taken("Người này đã đến.", "The person has arrived.")
        if row.state == BookingState.BOOKED:
            move(row, BookingState.CANCELLED, actor, now)
            messaging.call_off(person=row.person, booking=booking, now=now)
            audit.write(
                actor=actor,
                act="scheduling.cancel",
                persons=[row.person],
                detail={"booking": str(booking)},
                now=now,
            )


def move(row: models.Booking, state: BookingState, actor: Actor, now: datetime) -> None:
    """Within the caller's transaction and entry of the trail."""
    row.state, row.changed_at, row.changed_by = state.value, now, actor.id
    row.save(update_fields=["state", "changed_at", "changed_by"])


def _locked(booking: UUID) -> models.Booking:
    rows = models.Booking.objects.select_for_update(of=("self",)).select_related("session__point")
    row = rows.filter(pk=booking).first()
    if row is None:
        raise NoSuchBooking
    return row
