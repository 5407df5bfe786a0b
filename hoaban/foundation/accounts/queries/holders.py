"""Whose name stands behind an act in the trail, and who holds an act today: for pages that explain access."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import by_name, may_be_used
from hoaban.foundation.accounts.queries.assignments import at_place, in_force
from hoaban.foundation.accounts.queries.duties import Duties, duties_of, grants_on_duty
from hoaban.foundation.accounts.rules.roles import Role, grants_of, roles
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Grant, Scope
from hoaban.kernel.clock import VIETNAM, vietnam_day


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


@dataclass(frozen=True, slots=True)
class Worker:
    """Who stands behind an account today: the number in the register of staff, roles and where they are held."""

    actor_id: str
    staff_number: str
    roles: frozenset[str]
    places: frozenset[Scope]


def known_actors(actor_ids: Iterable[str]) -> dict[str, Known]:
    """Names and posts behind ids of actors; an id that is no account's or client's names itself."""
    ids = set(actor_ids)
    names = {one.removeprefix("account:") for one in ids if one.startswith("account:")}
    known = {one: Known(one.partition(":")[2] or one, "", "") for one in ids}
    for row in models.Account.objects.filter(username__in=names).prefetch_related("assignments"):
        places = tuple(
            (Scope(one.scope_kind, one.scope_code), one.starts_on, _last_day(one))
            for one in row.assignments.all()
            if not one.is_waiting
        )
        known[f"account:{row.username}"] = Known(row.display_name, row.post_vi, row.post_en, places)
    machines = {one.removeprefix("client:") for one in ids if one.startswith("client:")}
    for machine in models.Client.objects.filter(name__in=machines):
        known[f"client:{machine.name}"] = Known(machine.label, "", "")
    return known


def _last_day(row: models.Assignment) -> date | None:
    """The last on which it held; who took it away earlier did so that day."""
    days = [day for day in (row.ends_on, vietnam_day(row.ended_at) if row.ended_at else None) if day]
    return min(days, default=None)


def holders(act: str, *, now: datetime) -> list[Holder]:
    """Who may do ``act`` today, where (as the role reaches), by role, place and name."""
    able = {key: role for key, role in roles().items() if any(one == act for one, _ in role.acts)}
    rows = models.Assignment.objects.select_related("account").filter(in_force(now), role__in=able)
    held = list(rows.order_by("role", "scope_code", "account__username"))
    duties = duties_of({row.account.staff_number for row in held if row.account.staff_number}, now)
    return [
        Holder(
            row.account.display_name,
            row.account.post_vi,
            row.account.post_en,
            able[row.role],
            scope,
            tuple(row.rights),
        )
        for row in held
        for scope in sorted(
            (one.scope for one in _grants(row, duties, now) if one.act == act),
            key=lambda one: (one.kind, one.code),
        )
        if may_be_used(row.account)
    ]


def _grants(row: models.Assignment, duties: Duties, now: datetime) -> set[Grant]:
    given = grants_of(row.role, Scope(row.scope_kind, row.scope_code), ())
    on_duty = grants_on_duty(given, duties.get(row.account.staff_number, ()))
    return given | by_name(given, row.account.staff_number, now) | on_duty


def machines_with(act: str) -> list[str]:
    """The machines that may do ``act`` everywhere, by name."""
    rows = models.Client.objects.filter(is_active=True).order_by("name")
    return [row.label for row in rows if may_be_used(row) and [act, "all", ""] in row.grants]


def workers(*, now: datetime) -> dict[str, Worker]:
    """Everybody who may sign in today, by the id of their actor."""
    held: dict[int, list[models.Assignment]] = {}
    for one in models.Assignment.objects.filter(in_force(now)):
        held.setdefault(one.account_id, []).append(one)
    return {
        f"account:{row.username}": Worker(
            f"account:{row.username}",
            row.staff_number,
            frozenset(one.role for one in held.get(row.pk, ())),
            frozenset(Scope(one.scope_kind, one.scope_code) for one in held.get(row.pk, ())),
        )
        for row in models.Account.objects.filter(is_active=True)
    }


def stays_at(place: Scope) -> tuple[audit.Stay, ...]:
    """Who held a role at a place or in it, and when: as the trail is searched by unit. Times of one person never overlap."""
    rows = models.Assignment.objects.filter(at_place(place), is_waiting=False)
    stays: list[audit.Stay] = []
    for row in rows.select_related("account").order_by("account__username", "starts_on", "pk"):
        since = _midnight(row.starts_on)
        last_day = _last_day(row)
        until = _midnight(last_day + timedelta(days=1)) if last_day else None
        actor = f"account:{row.account.username}"
        last = stays[-1] if stays and stays[-1].actor_id == actor else None
        if last is None or (last.until is not None and last.until < since):
            stays.append(audit.Stay(actor, since, until))
        elif last.until is not None:
            stays[-1] = audit.Stay(actor, last.since, None if until is None else max(last.until, until))
    return tuple(stays)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
