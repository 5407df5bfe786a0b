"""Why the actor was refused, and whom to ask: from their own assignments alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.assignments import course_of
from hoaban.foundation.accounts.queries.holders import Holder, holders
from hoaban.foundation.accounts.rules.explaining import Explanation, Own, act_words, explain
from hoaban.foundation.accounts.rules.giving import GRANT, MANAGE
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.clock import vietnam_day

_REMEMBERED = timedelta(days=90)
"""So long ago may a role have ended to be spoken of."""
_MOST = 5


def explain_refusal(*, actor: Actor, act: str, now: datetime) -> Explanation | None:
    """What the actor has and lacks for an act; None when there is no such act."""
    if act.partition(":")[0] not in act_words():
        return None
    rows = models.Assignment.objects.filter(account__username=actor.id.removeprefix("account:")).order_by(
        "id"
    )
    on_duty = tuple(scope for scope in actor.scopes(act) if scope.kind == "duty")
    return explain(act, [one for row in rows if (one := _own(row, now)) is not None], on_duty)


def whom_to_ask(*, actor: Actor, now: datetime) -> list[Holder]:
    """Officers who give roles where the actor works, those of the unit first; then those of the province."""
    mine = {scope for grant in actor.grants for scope in grant.scope.around}
    able = [one for one in holders(GRANT, now=now) if one.scope in mine and one.scope.kind != "all"]
    able += [one for one in holders(MANAGE, now=now) if one.scope == Scope("all")]
    return able[:_MOST]


def _own(row: models.Assignment, now: datetime) -> Own | None:
    role, course = roles().get(row.role), course_of(row)
    ended = vietnam_day(row.ended_at) if row.ended_at and row.ended_at <= now else None
    last_day = ended or row.ends_on
    if role is None or (last_day is not None and last_day < vietnam_day(now) - _REMEMBERED):
        return None
    scope = Scope(row.scope_kind, row.scope_code)
    return Own(role, scope, tuple(row.rights), course.state(now), row.starts_on, last_day)
