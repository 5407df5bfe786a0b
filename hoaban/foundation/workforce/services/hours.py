"""Hours registered for practice and the rota; the database refuses what overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.rules import shapes
from hoaban.foundation.workforce.services import noting
from hoaban.foundation.workforce.services.members import locked
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
        _has_post(member, hours.facility_code)
        with _no_overlap():
            models.RegisteredHours.objects.create(
                member_id=member, facility_code=hours.facility_code, weekday=hours.weekday, opens=hours.opens,
                closes=hours.closes, valid_from=start, valid_to=end, changed_at=now, changed_by=actor.id,
            )  # fmt: skip
        noting.note(actor, "workforce.register-hours", now, member=str(member), facility=hours.facility_code)


def plan_shift(*, actor: Actor, shift: shapes.Shift, now: datetime) -> None:
    """Put a turn into the rota of a facility.

    :raises HoursOverlap: the person has another shift then, wherever.
    :raises StaffNotValid: it ends before it begins, lasts over a day, or the person has no post there.
    """
    if not 0 < (shift.ends_at - shift.starts_at).total_seconds() <= _LONGEST_SHIFT:
        raise noting.StaffNotValid("Ca trực không hợp lệ.", "The shift is not possible.", place="ends")
    noting.require(actor, "workforce.plan-shift", [shift.facility_code], now)
    with transaction.atomic():
        _has_post(shift.member, shift.facility_code)
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


def _has_post(member: UUID, facility_code: str) -> None:
    if not models.Post.objects.filter(member=member, facility_code=facility_code).exists():
        raise noting.StaffNotValid(
            "Người này không có vị trí việc làm tại cơ sở.", "The person has no post there.", place="member"
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
