"""Who has left has no account, and no role where they no longer work: the register of staff decides when a post is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import models
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.clock import vietnam_day

_Posts = list[models.Post]


def shut_accounts_of_leavers(*, actor: Actor, now: datetime) -> list[str]:
    """Shut the accounts of those whose posts have all ended; returns the user names.

    Who goes on under another number, or at another facility, has not left. A number that the register does not know says
    nothing: its account stays open.

    :raises NotAllowed: the actor does not manage accounts.
    """
    today = vietnam_day(now)
    return [
        username
        for number, posts in sorted(_posts_behind(accounts.staff_numbers()).items())
        if not _running(posts, today)
        for username in accounts.shut_accounts_of(actor=actor, staff_number=number, now=now)
    ]


def end_roles_of_movers(*, actor: Actor, now: datetime) -> int:
    """End the roles that people hold where their posts have ended, while they work elsewhere; returns how many.

    :raises NotAllowed: the actor does not manage accounts.
    """
    today = vietnam_day(now)
    left: dict[str, dict[Scope, date]] = {}
    for number, posts in _posts_behind(accounts.staff_numbers()).items():
        here = {one.facility_code for one in _running(posts, today)}
        gone: dict[str, date] = {}
        for one in posts:
            if one.valid_to is not None and one.facility_code not in here:
                gone[one.facility_code] = max(one.valid_to, gone.get(one.facility_code, one.valid_to))
        if here and gone:
            stays = {scope for code in here for scope in _scopes(code)}
            left[number] = {
                scope: last for code, last in gone.items() for scope in _scopes(code) if scope not in stays
            }
    return accounts.end_roles_left(actor=actor, left=left, now=now) if left else 0


def _posts_behind(numbers: Iterable[str]) -> dict[str, _Posts]:
    """Number -> the posts of whoever stands behind it: under the number, and all others of the same people."""
    named = list(models.Post.objects.filter(number__in=list(numbers)))
    people = {one.member_id for one in named if one.member_id}
    posts: dict[UUID, _Posts] = defaultdict(list)
    for one in models.Post.objects.filter(member__in=people):
        posts[one.member_id].append(one)  # type: ignore[index]
    found: dict[str, _Posts] = defaultdict(list)
    for one in named:
        found[one.number] += posts[one.member_id] if one.member_id else [one]
    return found


def _running(posts: _Posts, day: date) -> _Posts:
    return [one for one in posts if one.valid_to is None or one.valid_to >= day]


def _scopes(facility_code: str) -> list[Scope]:
    """Where roles of who works at a facility are given: there, and for a station in its commune."""
    facility = places.facility(facility_code)
    found = [Scope("facility", facility_code)]
    if facility is not None and facility.kind == "commune_station" and facility.commune_code:
        found.append(Scope("commune", facility.commune_code))
    return found
