"""An officer who helps another one in must not thereby become two officers: strong roles rest until a third agrees."""

from __future__ import annotations

from datetime import datetime

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.assignments import lasting
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.services.notifying import tell_everybody
from hoaban.kernel.actor import Actor, ActorKind


def rest_strong_roles(row: models.Account, *, actor: Actor, now: datetime) -> list[int]:
    """After ``actor`` changed how somebody else signs in: their roles that take two officers wait for another again.

    Within the caller's transaction and entry; returns the numbers of the assignments. What the operator at the machine
    changes, or an officer about themself, gives nobody a second voice.
    """
    if actor.kind is ActorKind.SYSTEM or actor.id == f"account:{row.username}":
        return []
    strong = [key for key, role in roles().items() if role.two_officers]
    rows = models.Assignment.objects.select_for_update().filter(
        lasting(now), account=row, role__in=strong, is_waiting=False
    )
    resting = sorted(rows.values_list("pk", flat=True))
    if resting:
        models.Assignment.objects.filter(pk__in=resting).update(
            is_waiting=True, given_by=actor.id, given_at=now, agreed_by="", agreed_at=None
        )
        tell_everybody()
    return resting
