"""The staff file, read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hoaban.foundation.workforce import models, policies
from hoaban.foundation.workforce.rules import practising, shapes
from hoaban.foundation.workforce.rules.keeping import keepers
from hoaban.kernel import vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list of staff. ``on`` is the day whose posts count."""

    on: date
    text: str = ""
    facility: str = ""
    profession: str = ""
    gone: bool = False
    """Those who have no post on that day, instead of those who have one."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list with the posts of the day and the licences."""

    member: shapes.Member
    posts: tuple[shapes.Post, ...]
    licences: tuple[shapes.Licence, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list, in Vietnamese name order. ``after``: the last one, if there are more."""

    people: tuple[Listed, ...]
    total: int
    after: UUID | None = None


def list_staff(*, actor: Actor, wanted: Wanted, after: UUID | None = None, count: int = 50) -> ListPage:
    """The staff whom the actor may read, narrowed, page by page."""
    rows = _narrowed(actor, wanted)
    total = rows.count()
    last = models.Member.objects.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(name_order__gt=last.name_order) | Q(name_order=last.name_order, id__gt=last.pk))
    found = list(rows.order_by("name_order", "id")[: count + 1])
    page = found[:count]
    return ListPage(
        tuple(_listed(page, wanted.on, everybody=wanted.gone)),
        total,
        page[-1].pk if len(found) > count else None,
    )


def _narrowed(actor: Actor, wanted: Wanted) -> QuerySet[models.Member]:
    posts = models.Post.objects.filter(member=OuterRef("pk"))
    mine = policies.readable(actor)
    if mine is not None:
        posts = posts.filter(facility_code__in=mine)
    if wanted.facility:
        posts = posts.filter(facility_code=wanted.facility)
    there = posts.filter(holding(wanted.on))
    rows = (
        models.Member.objects.filter(Exists(posts), ~Exists(there))
        if wanted.gone
        else models.Member.objects.filter(Exists(there))
    )
    if wanted.profession:
        rows = rows.filter(profession=wanted.profession)
    text = vietnamese.fold(wanted.text)
    if text:
        numbered = models.Licence.objects.filter(
            member=OuterRef("pk"), number__startswith=wanted.text.strip()
        )
        rows = rows.filter(Q(name_folded__contains=text) | Exists(numbered))
    return rows


def find_file(member: UUID) -> shapes.StaffFile | None:
    """All that is known of one person; for programs of ours, no leave asked. ``None`` when there is none."""
    row = models.Member.objects.filter(pk=member).first()
    return files_of([row])[0] if row else None


def open_file(*, actor: Actor, member: UUID) -> shapes.StaffFile:
    """The file of somebody whom the actor may read.

    :raises NotFound: there is none, or it is none of the actor's.
    """
    file = find_file(member)
    if file is None:
        raise NotFound("Không có hồ sơ nhân lực này.", "There is no such staff file.")
    policies.require_reading(actor, {one.facility_code for one in file.posts})
    return file


def may_edit(actor: Actor, file: shapes.StaffFile, on: date) -> bool:
    """Whether the actor keeps this file on a day."""
    held = keepers(((one.facility_code, one.period.end) for one in file.posts), on)
    return any(policies.may_manage(actor, code) for code in held)


def files_at(facility_code: str) -> list[shapes.StaffFile]:
    """The files of everybody who ever had a post at a facility."""
    posts = models.Post.objects.filter(member=OuterRef("pk"), facility_code=facility_code)
    return files_of(list(models.Member.objects.filter(Exists(posts)).order_by("name_order", "id")))


def may_practise(staff: UUID, *, act: str, facility: str, on: date) -> practising.Answer:
    """May this member of staff do this act at this facility on a day? With the reason, and doubts that stop nobody."""
    file = find_file(staff)
    if file is None:
        return practising.Answer(False, practising.UNKNOWN_PERSON)
    return practising.judge(file, act=act, facility=facility, on=on)


def find_member_by_number(*, facility_code: str, number: str, on: date) -> UUID | None:
    """Whose staff file stands behind a number that a facility uses; ``None`` when none does."""
    return (
        models.Post.objects.filter(holding(on), facility_code=facility_code, number=number)
        .exclude(member=None)
        .values_list("member_id", flat=True)
        .first()
    )


def find_by_licence(number: str) -> UUID | None:
    """Who has a licence of that number, of whatever kind; ``None`` when nobody has."""
    return models.Licence.objects.filter(number=number).values_list("member_id", flat=True).first()


def holding(on: date) -> Q:
    """Posts of a day."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))


def licences_of(members: Collection[UUID]) -> dict[UUID, tuple[shapes.Licence, ...]]:
    """Licences with their suspensions, the newest first."""
    rows = models.Licence.objects.filter(member__in=members).order_by("-issued_on", "-id")
    suspended: dict[int, list[shapes.Suspension]] = defaultdict(list)
    for row in models.Suspension.objects.filter(licence__member__in=members).order_by("-first"):
        suspended[row.licence_id].append(shapes.Suspension(Period(row.first, row.last), row.reason))
    found: dict[UUID, list[shapes.Licence]] = defaultdict(list)
    for one in rows:
        found[one.member_id].append(shaped_licence(one, suspended.get(one.pk, ())))
    return {member: tuple(theirs) for member, theirs in found.items()}


def _listed(rows: list[models.Member], on: date, *, everybody: bool) -> Iterable[Listed]:
    members = [row.pk for row in rows]
    licences = licences_of(members)
    posts: dict[UUID, list[shapes.Post]] = defaultdict(list)
    sought = models.Post.objects.filter(member__in=members)
    for post in (sought if everybody else sought.filter(holding(on))).order_by("-valid_from"):
        posts[post.member_id].append(shaped_post(post))  # type: ignore[index]
    for row in rows:
        yield Listed(shaped_member(row), tuple(posts[row.pk]), licences.get(row.pk, ()))


def files_of(rows: list[models.Member]) -> list[shapes.StaffFile]:
    """The whole files of these people, in their order."""
    members = [row.pk for row in rows]
    licences = licences_of(members)
    posts: dict[UUID, list[shapes.Post]] = defaultdict(list)
    trainings: dict[UUID, list[shapes.Training]] = defaultdict(list)
    hours: dict[UUID, list[shapes.RegisteredHours]] = defaultdict(list)
    for post in models.Post.objects.filter(member__in=members).order_by("-valid_from", "-id"):
        posts[post.member_id].append(shaped_post(post))  # type: ignore[index]
    for one in models.Training.objects.filter(member__in=members).order_by("-completed_on", "-id"):
        trainings[one.member_id].append(
            shapes.Training(one.kind, one.completed_on, one.hours, one.title, one.provider)
        )
    for weekly in models.RegisteredHours.objects.filter(member__in=members).order_by(
        "weekday", "opens", "id"
    ):
        hours[weekly.member_id].append(
            shapes.RegisteredHours(
                weekly.facility_code, weekly.weekday, weekly.opens, weekly.closes,
                Period(weekly.valid_from, weekly.valid_to), weekly.pk,
            )
        )  # fmt: skip
    return [
        shapes.StaffFile(
            shaped_member(row), tuple(posts[row.pk]), licences.get(row.pk, ()), tuple(trainings[row.pk]),
            tuple(hours[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def shaped_member(row: models.Member) -> shapes.Member:
    """The plain form of a row."""
    return shapes.Member(
        id=row.pk, name=row.name, profession=row.profession, birth=row.birth, sex=row.sex,
        personal_number=row.personal_number, phone=row.phone, email=row.email, degree=row.degree,
        speciality=row.speciality, demo=row.demo, revision=row.revision,
    )  # fmt: skip


def shaped_post(row: models.Post) -> shapes.Post:
    """The plain form of a row."""
    return shapes.Post(
        facility_code=row.facility_code, number=row.number, post=row.post,
        period=Period(row.valid_from, row.valid_to), department=row.department, is_trainee=row.is_trainee,
        supervisor=row.supervisor_id, registered_on=row.registered_on,
        leaving_reported_on=row.leaving_reported_on, id=row.pk,
    )  # fmt: skip


def shaped_licence(row: models.Licence, suspensions: Iterable[shapes.Suspension]) -> shapes.Licence:
    """The plain form of a row."""
    return shapes.Licence(
        kind=row.kind, number=row.number, issued_on=row.issued_on, issued_by=row.issued_by,
        valid_until=row.valid_until, scopes=frozenset(row.scopes), scope_text=row.scope_text,
        techniques=frozenset(row.techniques), revoked_on=row.revoked_on, revoked_why=row.revoked_why,
        suspensions=tuple(suspensions), id=row.pk,
    )  # fmt: skip
