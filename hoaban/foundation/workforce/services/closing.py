"""What ends with a post: the hours registered at the facility, and the turns of its rota."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.services import noting
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import VIETNAM


def close_hours_after(*, actor: Actor, member: UUID, facility_code: str, last: date, now: datetime) -> None:
    """After somebody's last day at a facility no hours are registered there and no turn begins; in the caller's transaction."""
    hours = models.RegisteredHours.objects.filter(member=member, facility_code=facility_code)
    hours.filter(valid_from__gt=last).delete()
    running = hours.exclude(valid_to__lte=last)
    running.update(valid_to=last, changed_at=now, changed_by=actor.id)
    turns = models.Shift.objects.filter(
        member=member,
        facility_code=facility_code,
        starts_at__gte=datetime.combine(last + timedelta(days=1), time(), VIETNAM),
    )
    if turns.exists():
        turns.delete()
        noting.note(actor, "workforce.cancel-shift", now, member=str(member), facility=facility_code)
