"""The rota of a facility, and whose post a number is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from hoaban.foundation.workforce import models, policies
from hoaban.foundation.workforce.queries.members import holding, shaped_member, shaped_post
from hoaban.foundation.workforce.rules import shapes
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift with whose it is."""

    shift: shapes.Shift
    name: str


def list_turns(*, actor: Actor, facility_code: str, first: date, days: int = 7) -> list[Turn]:
    """The rota of a facility over some days, in order.

    :raises NotFound: the facility is none of the actor's.
    """
    policies.require_reading(actor, {facility_code})
    start = datetime.combine(first, time(), VIETNAM)
    rows = models.Shift.objects.filter(
        facility_code=facility_code, starts_at__lt=start + timedelta(days=days), ends_at__gt=start
    )
    return [
        Turn(_shaped(row), row.member.name)
        for row in rows.select_related("member").order_by("starts_at", "id")
    ]


def shifts_of(
    members: Iterable[UUID], *, since: datetime, until: datetime
) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """When each of these members was on duty or on call within a time, for programs of ours."""
    rows = models.Shift.objects.filter(member__in=list(members), starts_at__lt=until, ends_at__gt=since)
    found: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for row in rows.order_by("starts_at"):
        found.setdefault(row.member_id, []).append((row.starts_at, row.ends_at))
    return found


def facility_on_duty(*, actor: Actor, first: date, days: int = 7) -> str:
    """The first facility of the actor's that has a rota then; empty when none has."""
    start = datetime.combine(first, time(), VIETNAM)
    rows = models.Shift.objects.filter(starts_at__lt=start + timedelta(days=days), ends_at__gt=start)
    mine = policies.readable(actor)
    if mine is not None:
        rows = rows.filter(facility_code__in=mine)
    return rows.order_by("facility_code").values_list("facility_code", flat=True).first() or ""


def find_turn(*, actor: Actor, shift: int) -> Turn:
    """One shift of a facility that the actor keeps.

    :raises NotFound: there is none.
    """
    row = models.Shift.objects.filter(pk=shift).select_related("member").first()
    if row is None or not policies.may_manage(actor, row.facility_code):
        raise NotFound("Không có ca trực này.", "There is no such shift.")
    return Turn(_shaped(row), row.member.name)


def people_at(facility_code: str, on: date) -> list[tuple[UUID, str]]:
    """Who has a post at a facility on a day, in name order, to choose from."""
    posts = models.Post.objects.filter(holding(on), facility_code=facility_code).exclude(member=None)
    rows = models.Member.objects.filter(pk__in=posts.values("member")).order_by("name_order", "id")
    return [(row.pk, row.name) for row in rows]


def find_post(*, actor: Actor, post: int) -> tuple[shapes.Member, shapes.Post]:
    """One post with whose it is, of a facility that the actor keeps.

    :raises NotFound: there is none.
    """
    row = models.Post.objects.filter(pk=post).exclude(member=None).select_related("member").first()
    if row is None or row.member is None or not policies.may_manage(actor, row.facility_code):
        raise NotFound("Không có vị trí việc làm này.", "There is no such post.")
    return shaped_member(row.member), shaped_post(row)


def _shaped(row: models.Shift) -> shapes.Shift:
    return shapes.Shift(
        row.member_id, row.facility_code, row.starts_at, row.ends_at, row.department, row.on_call, row.pk
    )
