"""Whose name stands behind an act in the trail, and who holds an act today: for pages that explain access."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import by_name, may_be_used
from hoaban.foundation.accounts.rules.roles import Role, grants_of, roles
from hoaban.kernel.actor import Grant, Scope
from hoaban.kernel.clock import vietnam_day


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who acted: name, post, and the places of their roles with the days from which and to which they held."""

    name: str
    post_vi: str
    post_en: str
    places: tuple[tuple[Scope, date, date | None], ...] = ()

    def post(self, language: str) -> str:
        """The post in ``vi`` or ``en``."""
        return self.post_en if language.startswith("en") else self.post_vi

    def places_on(self, day: date) -> list[Scope]:
        """Where they had a role that day."""
        held = (where for where, start, end in self.places if start <= day and (end is None or day <= end))
        return sorted(set(held), key=lambda one: (one.kind, one.code))


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds an act by a role at a place."""

    name: str
    post_vi: str
    post_en: str
    role: Role
    scope: Scope
    rights: tuple[str, ...]


def known_actors(actor_ids: Iterable[str]) -> dict[str, Known]:
    """Names and posts behind ids of actors; an id that is no account's or client's names itself."""
    ids = set(actor_ids)
    names = {one.removeprefix("account:") for one in ids if one.startswith("account:")}
    known = {one: Known(one.partition(":")[2] or one, "", "") for one in ids}
    for row in models.Account.objects.filter(username__in=names).prefetch_related("assignments"):
        places = tuple(
            (Scope(one.scope_kind, one.scope_code), one.starts_on, one.ends_on)
            for one in row.assignments.all()
        )
        known[f"account:{row.username}"] = Known(row.display_name, row.post_vi, row.post_en, places)
    machines = {one.removeprefix("client:") for one in ids if one.startswith("client:")}
    for machine in models.Client.objects.filter(name__in=machines):
        known[f"client:{machine.name}"] = Known(machine.label, "", "")
    return known


def holders(act: str, *, now: datetime) -> list[Holder]:
    """Who may do ``act`` today, where (as the role reaches), by role, place and name."""
    day = vietnam_day(now)
    able = {key: role for key, role in roles().items() if any(one == act for one, _ in role.acts)}
    rows = models.Assignment.objects.select_related("account").filter(role__in=able, starts_on__lte=day)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by(
        "role", "scope_code", "account__username"
    )
    return [
        Holder(
            row.account.display_name,
            row.account.post_vi,
            row.account.post_en,
            able[row.role],
            scope,
            tuple(row.rights),
        )
        for row in rows
        for scope in sorted(
            (one.scope for one in _grants(row, now) if one.act == act),
            key=lambda one: (one.kind, one.code),
        )
        if may_be_used(row.account)
    ]


def _grants(row: models.Assignment, now: datetime) -> set[Grant]:
    given = grants_of(row.role, Scope(row.scope_kind, row.scope_code), ())
    return given | by_name(given, row.account.staff_number, now)


def machines_with(act: str) -> list[str]:
    """The machines that may do ``act`` everywhere, by name."""
    rows = models.Client.objects.filter(is_active=True).order_by("name")
    return [row.label for row in rows if may_be_used(row) and [act, "all", ""] in row.grants]
