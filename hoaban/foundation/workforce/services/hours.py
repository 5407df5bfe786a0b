"""Hours registered for practice and the rota; the database refuses what overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries.members import holding
from hoaban.foundation.workforce.rules import shapes
from hoaban.foundation.workforce.services import noting
from hoaban.foundation.workforce.services.members import locked
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict

_LONGEST_SHIFT = 24 * 3600


class HoursOverlap(Conflict):
    """The person has registered hours at another facility then, or another shift."""


def register_hours(*, actor: Actor, member: UUID, hours: shapes.RegisteredHours, now: datetime) -> None:
    """Register weekly hours of practice at a facility where the person has a post.

    :raises HoursOverlap: they overlap hours of the same person at another facility.
    :raises StaffNotValid: weekday, time or period is not possible, or there is no post there.
    """
    start, end = hours.period.start, hours.period.end
    possible = 1 <= hours.weekday <= 7 and 0 <= hours.opens < hours.closes <= 1440
    if not possible or start is None or (end is not None and end < start):
        raise noting.StaffNotValid(
            "Giờ hành nghề không hợp lệ.", "The hours are not possible.", place="opens"
        )
    with transaction.atomic():
        locked(actor, "workforce.register-hours", member, now)
        noting.require(actor, "workforce.register-hours", [hours.facility_code], now)
        _has_post(member, hours.facility_code, start)
        with _no_overlap():
            models.RegisteredHours.objects.create(
                member_id=member, facility_code=hours.facility_code, weekday=hours.weekday, opens=hours.opens,
                closes=hours.closes, valid_from=start, valid_to=end, changed_at=now, changed_by=actor.id,
            )  # fmt: skip
        noting.note(actor, "workforce.register-hours", now, member=str(member), facility=hours.facility_code)


def end_hours(*, actor: Actor, member: UUID, hours: int, last: date, now: datetime) -> None:
    """Weekly hours hold until a last day; one before their first takes them away.

    :raises StaffNotValid: the person has no such hours.
    """
    with transaction.atomic():
        locked(actor, "workforce.end-hours", member, now)
        row = models.RegisteredHours.objects.filter(pk=hours, member=member).first()
        if row is None:
            raise noting.StaffNotValid("Không có giờ này.", "There are no such hours.", place="hours")
        noting.require(actor, "workforce.end-hours", [row.facility_code], now)
        if last < row.valid_from:
            row.delete()
        elif row.valid_to != last:
            with _no_overlap():
                row.valid_to, row.changed_at, row.changed_by = last, now, actor.id
                row.save()
        noting.note(actor, "workforce.end-hours", now, member=str(member), facility=row.facility_code)


def plan_shift(*, actor: Actor, shift: shapes.Shift, now: datetime) -> None:
    """Put a turn into the rota of a facility.

    :raises HoursOverlap: the person has another shift then, wherever.
    :raises StaffNotValid: it ends before it begins, lasts over a day, or the person has no post there.
    """
    if not 0 < (shift.ends_at - shift.starts_at).total_seconds() <= _LONGEST_SHIFT:
        raise noting.StaffNotValid("Ca trực không hợp lệ.", "The shift is not possible.", place="ends")
    noting.require(actor, "workforce.plan-shift", [shift.facility_code], now)
    with transaction.atomic():
        _has_post(shift.member, shift.facility_code, clock.vietnam_day(shift.starts_at))
        with _no_overlap():
            models.Shift.objects.create(
                member_id=shift.member, facility_code=shift.facility_code, department=shift.department,
                starts_at=shift.starts_at, ends_at=shift.ends_at, on_call=shift.on_call, changed_at=now,
                changed_by=actor.id,
            )  # fmt: skip
        noting.note(
            actor, "workforce.plan-shift", now, member=str(shift.member), facility=shift.facility_code
        )


def cancel_shift(*, actor: Actor, shift: int, now: datetime) -> None:
    """Take a turn out of the rota.

    :raises NoSuchStaff: there is none.
    """
    with transaction.atomic():
        row = models.Shift.objects.select_for_update().filter(pk=shift).first()
        if row is None:
            raise noting.NoSuchStaff
        noting.require(actor, "workforce.cancel-shift", [row.facility_code], now)
        noting.note(
            actor, "workforce.cancel-shift", now, member=str(row.member_id), facility=row.facility_code
        )
        row.delete()


def _has_post(member: UUID, facility_code: str, on: date) -> None:
    if not models.Post.objects.filter(holding(on), member=member, facility_code=facility_code).exists():
        raise noting.StaffNotValid(
            "Ngày này người ấy không có vị trí việc làm tại cơ sở.",
            "The person has no post there on that day.",
            place="member",
        )


@contextmanager
def _no_overlap() -> Iterator[None]:
    """A savepoint in which the database's own refusal becomes ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        raise HoursOverlap(
            "Trùng giờ với nơi khác hoặc ca khác của người này.",
            "It overlaps other hours or another shift of this person.",
            place="opens",
        ) from refused
