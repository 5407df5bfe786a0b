"""Days of a post that were written down wrongly; a change from a day is a post of its own (``members.open_post``)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries.members import shaped_post
from hoaban.foundation.workforce.rules import checks
from hoaban.foundation.workforce.services import closing, noting
from hoaban.foundation.workforce.services.members import PostPeriodTaken, locked
from hoaban.kernel.actor import Actor

_ACT = "workforce.correct-post"


def correct_days(
    *,
    actor: Actor,
    member: UUID,
    post: int,
    start: date,
    end: date | None,
    registered_on: date | None,
    now: datetime,
) -> None:
    """Correct the first and last day of a post and the day of its registration.

    :raises StaffNotValid: the person has no such post, or the days are not possible.
    :raises PostPeriodTaken: another post at the facility holds on some of these days.
    """
    with transaction.atomic():
        locked(actor, _ACT, member, now)
        row = models.Post.objects.filter(pk=post, member=member).first()
        if row is None:
            raise noting.StaffNotValid(
                "Không có vị trí việc làm này.", "There is no such post.", place="post"
            )
        noting.require(actor, _ACT, [row.facility_code], now)
        row.valid_from, row.valid_to, row.registered_on = start, end, registered_on
        noting.refuse_first(checks.post_problems(shaped_post(row)))
        _demand_free(row)
        row.changed_at, row.changed_by = now, actor.id
        row.save()
        if end is not None:
            closing.close_hours_after(
                actor=actor, member=member, facility_code=row.facility_code, last=end, now=now
            )
        noting.note(actor, _ACT, now, member=str(member), facility=row.facility_code, start=start.isoformat())


def _demand_free(row: models.Post) -> None:
    beside = models.Post.objects.filter(member=row.member_id, facility_code=row.facility_code).exclude(
        pk=row.pk
    )
    for other in beside:
        ends_before = other.valid_to is not None and other.valid_to < row.valid_from
        begins_after = row.valid_to is not None and other.valid_from > row.valid_to
        if not ends_before and not begins_after:
            raise PostPeriodTaken(
                "Trùng ngày với vị trí việc làm khác tại cơ sở.", "Another post at the facility holds on these days.",
                place="start",
            )  # fmt: skip
