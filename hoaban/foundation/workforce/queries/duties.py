"""Work lists with clocks: newcomers and leavers to report, licences that end, retirements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hoaban.foundation.workforce import models, policies
from hoaban.foundation.workforce.queries.members import holding, licences_of, shaped_member, shaped_post
from hoaban.foundation.workforce.rules import licences, lists, retirement, shapes
from hoaban.kernel import deadlines
from hoaban.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ToReport:
    """Somebody who came or left, and by when the authority is told. ``left``: working days left, negative when late."""

    kind: str
    member: shapes.Member
    post: shapes.Post
    due_on: date
    left: int
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody who works and whose licence ends soon, has ended, does not hold, or is not recorded (``None``)."""

    member: shapes.Member
    facility_code: str
    licence: shapes.Licence | None
    state: licences.State | None
    days: int | None
    """Until its end; negative when it has ended; ``None`` when it has none."""


@dataclass(frozen=True, slots=True)
class Retiring:
    """Somebody who reaches the ordinary age of retirement."""

    member: shapes.Member
    facility_code: str
    on: date


def list_to_report(*, actor: Actor, on: date) -> list[ToReport]:
    """Newcomers and leavers of licensed professions that are still to be reported, the most urgent first."""
    licensed = [one.code for one in lists.professions().values() if one.is_licensed]
    posts = _mine(actor).filter(member__profession__in=licensed, is_trainee=False)
    later = models.Post.objects.filter(
        member=OuterRef("member"),
        facility_code=OuterRef("facility_code"),
        valid_from__gt=OuterRef("valid_from"),
    )
    came = posts.filter(holding(on), registered_on=None)
    left = posts.filter(~Exists(later), valid_to__lte=on, leaving_reported_on=None)
    found = [_to_report("newcomer", row, row.valid_from, on) for row in came]
    found += [_to_report("leaver", row, row.valid_to, on) for row in left if row.valid_to]
    return sorted((one for one in found if one), key=lambda one: (one.due_on, one.member.name))


def _to_report(kind: str, row: models.Post, event: date, on: date) -> ToReport | None:
    term = lists.find_term(kind, event)
    if term is None or row.member is None:
        return None
    due = deadlines.due_on(event, term.term)
    left = deadlines.working_days_between(on, due)
    return ToReport(kind, shaped_member(row.member), shaped_post(row), due, left, term.legal_basis)


def list_ending(*, actor: Actor, on: date, within: int | None = None) -> list[Ending]:
    """Those who work without a licence that holds, or whose licence ends within so many days (default: the setting)."""
    limit = lists.find_limit("warn_days", on)
    days = within if within is not None else limit.value if limit else 90
    working: dict[UUID, models.Post] = {}
    for row in _mine(actor).filter(holding(on)).order_by("facility_code"):
        if row.member_id and (row.member_id not in working or working[row.member_id].is_trainee):
            working[row.member_id] = row
    theirs = licences_of(working)
    found = [
        one for member, row in working.items() if (one := _ending(row, theirs.get(member, ()), on, days))
    ]
    return sorted(found, key=_by_end)


def _ending(row: models.Post, theirs: tuple[shapes.Licence, ...], on: date, within: int) -> Ending | None:
    """What is to be done about one person; nothing for a profession without licence, and for who is in training for one."""
    assert row.member is not None  # noqa: S101 - such posts were left out
    if not theirs:
        known = lists.professions().get(row.member.profession)
        if row.is_trainee or known is None or not known.is_licensed:
            return None
        return Ending(shaped_member(row.member), row.facility_code, None, None, None)
    best = _best(theirs, on)
    state = licences.state_on(best, on)
    left = (best.valid_until - on).days if best.valid_until else None
    if state is licences.State.VALID and (left is None or left > within):
        return None
    return Ending(shaped_member(row.member), row.facility_code, best, state, left)


def _by_end(one: Ending) -> tuple[date, str]:
    """Those without a licence, or with one that was stopped without having an end, first; then by the end."""
    return (one.licence.valid_until if one.licence else None) or date.min, one.member.name


def _best(theirs: tuple[shapes.Licence, ...], on: date) -> shapes.Licence:
    """The licence that holds longest; of those that do not hold, the one that ended last."""

    def worth(one: shapes.Licence) -> tuple[bool, date]:
        return licences.state_on(one, on) is licences.State.VALID, one.valid_until or date.max

    return max(theirs, key=worth)


def list_retiring(*, actor: Actor, on: date, until: date) -> list[Retiring]:
    """Those who work and reach the ordinary age by a day; those already past it first. It is a warning, no decision."""
    found = []
    seen: set[UUID | None] = set()
    for row in _mine(actor).filter(holding(on)).order_by("facility_code"):
        if row.member is None or row.member_id in seen:
            continue
        seen.add(row.member_id)
        day = retirement.retires_on(row.member.birth, row.member.sex)
        if day is not None and day <= until:
            found.append(Retiring(shaped_member(row.member), row.facility_code, day))
    return sorted(found, key=lambda one: (one.on, one.member.name))


def in_years(on: date, years: int) -> date:
    """The last day of the year so many years on."""
    return date(on.year + years, 12, 31)


def _mine(actor: Actor) -> QuerySet[models.Post]:
    posts = models.Post.objects.exclude(member=None).select_related("member")
    mine = policies.readable(actor)
    return posts if mine is None else posts.filter(Q(facility_code__in=mine))
