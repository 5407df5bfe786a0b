"""Rooms and sessions are kept; a session may be planned for several weeks at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hoaban.kernel.actor import Actor
from hoaban.shared.scheduling import api as scheduling


@transaction.atomic
def plan_sessions(
    *, actor: Actor, point: int, first: scheduling.Session, weeks: int, now: datetime
) -> list[UUID]:
    """The same session in some weeks, all of them or none.

    :raises NotAllowed, scheduling.NoSuchPoint, scheduling.NotPossible. :raises scheduling.Taken: the room or the practitioner
    is in another session in one of the weeks.
    """
    return [
        scheduling.open_session(
            actor=actor, point=point, now=now,
            session=replace(
                first, starts_at=first.starts_at + timedelta(weeks=week), ends_at=first.ends_at + timedelta(weeks=week)
            ),
        )
        for week in range(weeks)
    ]  # fmt: skip
