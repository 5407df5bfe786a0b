"""Points and sessions are opened and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.messaging import api as messaging
from hoaban.shared.scheduling import models, policies
from hoaban.shared.scheduling.queries import shaping
from hoaban.shared.scheduling.queries.points import NoSuchPoint
from hoaban.shared.scheduling.rules import sessions as rules
from hoaban.shared.scheduling.rules.shapes import Point, Session
from hoaban.shared.scheduling.services import noting


def open_point(*, actor: Actor, point: Point, now: datetime) -> int:
    """People may wait at one more place, from today where no first day is given. Returns it.

    :raises NotAllowed: the facility is none of the actor's. :raises NotPossible: there is no such facility, or a field is
    not possible. :raises Taken: the facility has a point of this code.
    """
    policies.must(actor, policies.MANAGE, point.facility_code, "scheduling.open-point")
    noting.refuse_first(rules.point_problems(point))
    if places.facility(point.facility_code, vietnam_day(now)) is None:
        raise noting.NotPossible("Không có cơ sở này.", "There is no such facility.", place="facility")
    taken = ("Cơ sở đã có điểm chờ mang mã này.", "The facility has a place of this code.", "code")
    with transaction.atomic():
        with noting.no_two(*taken):
            row = models.Point.objects.create(
                facility_code=point.facility_code, code=point.code, kind=point.kind, vi=point.vi.strip(),
                en=point.en.strip(), department=point.department, in_a_row=point.in_a_row,
                valid_from=point.period.start or vietnam_day(now), valid_to=point.period.end, changed_at=now, changed_by=actor.id,
            )  # fmt: skip
        detail = {"point": row.pk, "facility": point.facility_code}
        audit.write(actor=actor, act="scheduling.open-point", detail=detail, now=now)
    return row.pk


def close_point(*, actor: Actor, point: int, last_day: date, now: datetime) -> None:
    """Nobody waits there after a day.

    :raises NoSuchPoint: there is none. :raises NotPossible: the day is before its first, or sessions are planned after it.
    """
    with transaction.atomic():
        row = models.Point.objects.select_for_update().filter(pk=point).first()
        if row is None:
            raise NoSuchPoint
        policies.must(actor, policies.MANAGE, row.facility_code, "scheduling.close-point")
        later = models.Session.objects.filter(point=row, closed_at=None, ends_at__gt=now)
        if last_day < row.valid_from or any(vietnam_day(one.ends_at) > last_day for one in later):
            raise noting.NotPossible(
                "Ngày này trước ngày mở, hoặc sau đó còn buổi khám.",
                "The day is before the first, or sessions are planned after it.",
                place="last_day",
            )
        row.valid_to, row.changed_at, row.changed_by = last_day, now, actor.id
        row.save(update_fields=["valid_to", "changed_at", "changed_by"])
        audit.write(actor=actor, act="scheduling.close-point", detail={"point": point}, now=now)


def open_session(*, actor: Actor, point: int, session: Session, now: datetime) -> UUID:
    """A practitioner sees people at a point for some hours. Returns the session.

    ``session.id`` and ``session.point`` are not read.

    :raises NoSuchPoint: there is none. :raises NotPossible: a field is not possible.
    :raises Taken: the point or the practitioner is in another session then.
    """
    row = models.Point.objects.filter(pk=point).first()
    if row is None:
        raise NoSuchPoint
    policies.must(actor, policies.MANAGE, row.facility_code, "scheduling.open-session")
    whole = replace(session, id=ids.uuid7(now), point=shaping.point(row))
    noting.refuse_first(rules.session_problems(whole))
    taken = (
        "Phòng hoặc người khám đã có buổi khác trong giờ này.",
        "The room or the practitioner is in another session at this time.",
        "starts_at",
    )
    with transaction.atomic():
        with noting.no_two(*taken):
            models.Session.objects.create(
                id=whole.id, point=row, practitioner=whole.practitioner, starts_at=whole.starts_at,
                ends_at=whole.ends_at, slot_minutes=whole.slot_minutes, for_booking=whole.for_booking, changed_at=now,
                changed_by=actor.id,
            )  # fmt: skip
        detail = {"session": str(whole.id), "point": point}
        audit.write(actor=actor, act="scheduling.open-session", detail=detail, now=now)
    return whole.id


def close_session(*, actor: Actor, session: UUID, now: datetime) -> list[UUID]:
    """The session is called off. Returns the bookings that fall with it, these people are told.

    :raises NoSuchPoint: there is none. :raises Taken: it is closed.
    """
    with transaction.atomic():
        row = (
            models.Session.objects.select_for_update(of=("self",))
            .select_related("point")
            .filter(pk=session)
            .first()
        )
        if row is None:
            raise NoSuchPoint
        policies.must(actor, policies.MANAGE, row.point.facility_code, "scheduling.close-session")
        if row.closed_at is not None:
            raise noting.Taken("Buổi khám đã đóng.", "The session is closed.")
        row.closed_at = row.changed_at = now
        row.changed_by = actor.id
        row.save(update_fields=["closed_at", "changed_at", "changed_by"])
        held = list(row.bookings.filter(state="booked").order_by("slot"))
        row.bookings.filter(state="booked").update(state="cancelled", changed_at=now, changed_by=actor.id)
        audit.write(
            actor=actor, act="scheduling.close-session", persons=sorted({one.person for one in held}),
            detail={"session": str(session), "bookings": len(held)}, now=now,
        )  # fmt: skip
        whole = shaping.session(row)
        for one in held:
            messaging.tell_called_off(
                actor=actor, person=one.person, booking=one.pk, at=whole.slot_at(one.slot),
                facility=row.point.facility_code, now=now,
            )  # fmt: skip
    return [one.pk for one in held]
