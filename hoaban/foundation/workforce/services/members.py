"""People of the sector and their posts: register, correct, change post, leave, report to the authority."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries import members as queries
from hoaban.foundation.workforce.rules import checks, lists, shapes
from hoaban.foundation.workforce.rules.keeping import keepers
from hoaban.foundation.workforce.services import closing, noting
from hoaban.kernel import clock, ids, vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict

_TEXTS = ("name", "birth", "sex", "personal_number", "phone", "email", "profession", "degree", "speciality")


class NumberTaken(Conflict):
    """The personal number stands in another staff file."""


class PostPeriodTaken(Conflict):
    """A post from a later day is registered already: the past is not rewritten."""


class TooManyTrainees(Conflict):
    """A supervisor has as many trainees as the law allows."""


def register_member(*, actor: Actor, member: shapes.Member, post: shapes.Post, now: datetime) -> None:
    """Open a staff file with its first post. The id of ``member`` is kept: the same one twice changes nothing.

    :raises NotAllowed: the actor does not keep the facility's staff file.
    :raises StaffNotValid: something in it is not possible.
    :raises NumberTaken: the personal number has a file.
    """
    noting.require(actor, "workforce.register-member", [post.facility_code], now)
    member = _tidy(member)
    noting.refuse_first(checks.member_problems(member, clock.vietnam_day(now)))
    with transaction.atomic():
        if models.Member.objects.filter(pk=member.id).exists():
            return
        _free(member)
        row = models.Member(id=member.id, demo=member.demo)
        _fill(row, member, actor, now)
        row.save(force_insert=True)
        noting.note(actor, "workforce.register-member", now, member=str(member.id))
        _open(actor, row, post, now)


def new_id(now: datetime) -> UUID:
    """The id of a file about to be opened."""
    return ids.uuid7(now)


def correct_member(*, actor: Actor, member: shapes.Member, now: datetime) -> shapes.StaffFile:
    """Correct what is known of a person; ``revision`` is the one that the actor saw.

    :raises StaffChanged: somebody else was faster.
    :raises StaffNotValid, NumberTaken, NotAllowed, NoSuchStaff: as they say.
    """
    member = _tidy(member)
    with transaction.atomic():
        row = locked(actor, "workforce.correct-member", member.id, now)
        noting.refuse_first(checks.member_problems(member, clock.vietnam_day(now)))
        if row.revision != member.revision:
            raise noting.StaffChanged
        if queries.shaped_member(row) == member:
            return _file(member.id)
        _free(member)
        _fill(row, member, actor, now)
        row.revision += 1
        row.save()
        models.Post.objects.filter(member=row, valid_to=None).update(name=row.name)
        noting.note(actor, "workforce.correct-member", now, member=str(member.id))
    return _file(member.id)


def open_post(*, actor: Actor, member: UUID, post: shapes.Post, now: datetime) -> shapes.StaffFile:
    """Give somebody a post from a day; a post before it at the same facility ends the day before.

    :raises NotAllowed: the actor does not keep the staff file of the new facility.
    :raises PostPeriodTaken, TooManyTrainees, StaffNotValid, NoSuchStaff: as they say.
    """
    noting.require(actor, "workforce.open-post", [post.facility_code], now)
    with transaction.atomic():
        row = models.Member.objects.select_for_update().filter(pk=member).first()
        if row is None:
            raise noting.NoSuchStaff
        _open(actor, row, post, now)
    return _file(member)


def end_post(
    *, actor: Actor, member: UUID, facility_code: str, last: date, now: datetime
) -> shapes.StaffFile:
    """End somebody's post at a facility with a last day, and with it their hours and turns there; access ends too.

    :raises StaffNotValid: there is no post then, or the day is before its first.
    """
    noting.require(actor, "workforce.end-post", [facility_code], now)
    with transaction.atomic():
        models.Member.objects.select_for_update().filter(pk=member).first()
        row = (
            models.Post.objects.filter(member=member, facility_code=facility_code)
            .order_by("-valid_from")
            .first()
        )
        if row is None or last < row.valid_from:
            raise noting.StaffNotValid(
                "Không có vị trí việc làm vào ngày này.", "There is no post on that day.", place="last"
            )
        if row.valid_to != last:
            row.valid_to, row.changed_at, row.changed_by = last, now, actor.id
            row.save()
            noting.note(
                actor,
                "workforce.end-post",
                now,
                member=str(member),
                facility=facility_code,
                last=last.isoformat(),
            )
            closing.close_hours_after(
                actor=actor, member=member, facility_code=facility_code, last=last, now=now
            )
    return _file(member)


def mark_reported(*, actor: Actor, post: int, kind: str, on: date, now: datetime) -> None:
    """Note that the authority was told of a newcomer or a leaver on a day.

    :raises NoSuchStaff: there is no such post.
    :raises StaffNotValid: the day is in the future, or before the event.
    """
    with transaction.atomic():
        row = models.Post.objects.select_for_update().filter(pk=post).exclude(member=None).first()
        if row is None or kind not in {"newcomer", "leaver"}:
            raise noting.NoSuchStaff
        noting.require(actor, "workforce.mark-reported", [row.facility_code], now)
        event = row.valid_from if kind == "newcomer" else row.valid_to
        if event is None or on > clock.vietnam_day(now) or (kind == "leaver" and on < row.valid_from):
            raise noting.StaffNotValid("Ngày báo không hợp lệ.", "The day is not possible.", place="on")
        field = "registered_on" if kind == "newcomer" else "leaving_reported_on"
        if getattr(row, field) != on:
            setattr(row, field, on)
            row.changed_at, row.changed_by = now, actor.id
            row.save()
            noting.note(
                actor,
                "workforce.mark-reported",
                now,
                member=str(row.member_id),
                facility=row.facility_code,
                kind=kind,
            )


def locked(actor: Actor, act: str, member: UUID, now: datetime) -> models.Member:
    """The row of somebody whose file the actor keeps, locked until the end of the transaction.

    :raises NoSuchStaff: there is none.
    :raises NotAllowed: the actor does not keep it.
    """
    row = models.Member.objects.select_for_update().filter(pk=member).first()
    if row is None:
        raise noting.NoSuchStaff
    posts = models.Post.objects.filter(member=member).values_list("facility_code", "valid_to")
    noting.require(actor, act, keepers(posts, clock.vietnam_day(now)), now)
    return row


def _open(actor: Actor, row: models.Member, post: shapes.Post, now: datetime) -> None:
    post = replace(post, number=post.number or _number_of(row), post=vietnamese.nfc(post.post))
    noting.refuse_first(checks.post_problems(post))
    start = post.period.start
    assert start is not None  # noqa: S101 - a post without a first day was refused
    if places.facility(post.facility_code, max(start, clock.vietnam_day(now))) is None:
        raise noting.StaffNotValid(
            "Cơ sở không có trong danh mục.", "The facility is not in the register.", place="facility_code"
        )
    here = list(
        models.Post.objects.filter(member=row, facility_code=post.facility_code).order_by("valid_from")
    )
    same = next((one for one in here if one.valid_from == start), None)
    if same is not None and queries.shaped_post(same) == post:
        return
    if any(one.valid_from > start for one in here):
        raise PostPeriodTaken(
            "Đã có vị trí việc làm từ một ngày sau đó.", "A post from a later day is registered."
        )
    _check_supervisor(post, row, start)
    before = _end_before(start, [one for one in here if one is not same])
    made = same or models.Post(member=row, facility_code=post.facility_code, valid_from=start)
    _fill_post(made, row, post, post.registered_on or before)
    made.changed_at, made.changed_by = now, actor.id
    _save_post(made)
    if made.valid_to is not None:
        closing.close_hours_after(
            actor=actor, member=row.pk, facility_code=made.facility_code, last=made.valid_to, now=now
        )
    noting.note(
        actor,
        "workforce.open-post",
        now,
        member=str(row.pk),
        facility=post.facility_code,
        start=start.isoformat(),
    )


def _end_before(start: date, posts: list[models.Post]) -> date | None:
    """End the post that runs when another begins at the same facility; returns the day of its registration, which goes on."""
    registered = None
    for one in posts:
        if one.valid_to is None or one.valid_to >= start:
            one.valid_to = start - timedelta(days=1)
            one.save(update_fields=["valid_to"])
            registered = registered or one.registered_on
    return registered


def _fill_post(made: models.Post, row: models.Member, post: shapes.Post, registered: date | None) -> None:
    made.number, made.name, made.post = post.number, row.name, post.post
    made.valid_to, made.department = post.period.end, vietnamese.nfc(post.department)
    made.is_trainee, made.supervisor_id = post.is_trainee, post.supervisor
    made.registered_on, made.leaving_reported_on = registered, post.leaving_reported_on
    made.demo = row.demo


def _save_post(made: models.Post) -> None:
    """A number means one person at a facility; a row that is known by number only becomes this person's."""
    other = models.Post.objects.filter(facility_code=made.facility_code, number=made.number).exclude(
        member=made.member_id
    )
    known = other.filter(member=None, valid_from=made.valid_from).exclude(pk=made.pk).first()
    if known is not None and made.pk is None:
        made.pk = known.pk
    elif other.exclude(member=None).exists():
        raise NumberTaken(
            "Số hiệu này đã là của người khác tại cơ sở.",
            "The number is another person's there.",
            place="number",
        )
    made.save()


def _check_supervisor(post: shapes.Post, row: models.Member, start: date) -> None:
    if post.supervisor is None:
        return
    supervisor = models.Member.objects.select_for_update().filter(pk=post.supervisor).first()
    if supervisor is None or supervisor.pk == row.pk:
        raise noting.StaffNotValid(
            "Không có người hướng dẫn này.", "There is no such supervisor.", place="supervisor"
        )
    limit = lists.find_limit("trainees_per_supervisor", start)
    others = models.Post.objects.filter(queries.holding(start), supervisor=supervisor).exclude(member=row)
    if limit is not None and others.count() >= limit.value:
        raise TooManyTrainees(
            f"Một người hướng dẫn không quá {limit.value} người thực hành.",
            f"A supervisor has at most {limit.value} trainees.",
            place="supervisor",
        )


def _number_of(row: models.Member) -> str:
    """The number of the licence, else one of ours."""
    licence = models.Licence.objects.filter(member=row).order_by("-issued_on").first()
    return licence.number if licence else f"NS-{row.pk.hex[-8:].upper()}"


def _free(member: shapes.Member) -> None:
    number = member.personal_number
    if number and models.Member.objects.filter(personal_number=number).exclude(pk=member.id).exists():
        raise NumberTaken(
            "Số định danh cá nhân đã có trong hồ sơ khác.",
            "The personal number stands in another staff file.",
            place="personal_number",
        )


def _tidy(member: shapes.Member) -> shapes.Member:
    tidied: dict[str, Any] = {name: vietnamese.nfc(getattr(member, name)) for name in _TEXTS}
    return replace(member, **tidied)


def _fill(row: models.Member, member: shapes.Member, actor: Actor, now: datetime) -> None:
    for name in _TEXTS:
        setattr(row, name, getattr(member, name))
    row.name_order = vietnamese.name_sort_key(member.name)
    row.name_folded = vietnamese.fold(member.name)
    row.changed_at, row.changed_by = now, actor.id


def _file(member: UUID) -> shapes.StaffFile:
    file = queries.find_file(member)
    if file is None:
        raise noting.NoSuchStaff
    return file
