"""Who is on duty at an instant, for the accounts: a turn of the rota opens records while it lasts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries.members import holding
from hoaban.foundation.workforce.queries.standing import standing_of
from hoaban.kernel.clock import vietnam_day


def duties_of(numbers: Collection[str], now: datetime) -> dict[str, tuple[accounts.Duty, ...]]:
    """Staff number -> the turns that run now, on duty or on call, at facilities where the person has a post that day."""
    named = models.Post.objects.filter(number__in=numbers).values("member")
    running = list(models.Shift.objects.filter(starts_at__lte=now, ends_at__gt=now, member__in=named))
    if not running:
        return {}
    posts = models.Post.objects.filter(
        holding(vietnam_day(now)), member__in={one.member_id for one in running}
    )
    here = set(posts.values_list("member", "facility_code"))
    turns: dict[object, list[accounts.Duty]] = {}
    for one in running:
        if (one.member_id, one.facility_code) in here:
            turns.setdefault(one.member_id, []).append(accounts.Duty(one.facility_code, one.ends_at))
    return {
        number: tuple(turns[each.member])
        for number, each in standing_of(numbers).items()
        if each.member in turns
    }
