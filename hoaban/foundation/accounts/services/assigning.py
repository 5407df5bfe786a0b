"""Give a role, agree to what another gave, take it away; what ends takes effect the same minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import may_be_used, unknown_account
from hoaban.foundation.accounts.queries.assignments import (
    course_of,
    held_beside,
    lasting,
    roles_of,
    unknown_assignment,
)
from hoaban.foundation.accounts.rules import assignments as rules
from hoaban.foundation.accounts.rules.assignments import State
from hoaban.foundation.accounts.rules.entrusting import KIND, Basis, Entrusted, check_entrusting, entrusted_of
from hoaban.foundation.accounts.rules.giving import may_agree, needs_second
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.roles import check_assignment, roles
from hoaban.foundation.accounts.rules.separation import find_clash
from hoaban.foundation.accounts.services.entrusting import tell_ended
from hoaban.foundation.accounts.services.leave import (
    demand_giving,
    demand_management,
    demand_officer,
    some_account,
)
from hoaban.foundation.accounts.services.leaving import close_access
from hoaban.foundation.accounts.services.notifying import tell_everybody
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, ActorKind, Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, NotAllowed

GIVE, AGREE, END = "accounts.assign", "accounts.agree-assignment", "accounts.end-assignment"


class GivenAlready(Conflict):
    """The account has this role at this place in these days, or it waits for a second officer."""


class DutiesApart(Conflict):
    """The account holds a role that does not go with this one."""


class TooManyEntrusted(Conflict):
    """So many people are entrusted to one account that another place should see to it."""


class NotInForce(Conflict):
    """It has ended, or has been agreed to: somebody was faster."""


class SameOfficer(NotAllowed):
    """Who gave it does not agree to it as well."""


def assign(
    *,
    actor: Actor,
    username: str,
    role: str,
    scope: Scope,
    now: datetime,
    rights: Sequence[str] = (),
    period: tuple[date, date | None] | None = None,
    reason: str = "",
) -> int:
    """Give a role at a place, from the first day of ``period`` (default: today) to its last (None: open).

    ``rights`` are rights to sensitive facts (``label.hiv`` ...), given to this person by name. The strongest roles, and
    rights, hold once a second officer agrees. Programs of ours need no ``reason``. Returns the number of the assignment.

    :raises NotAllowed: the actor does not give this role there, or it would be their own.
    :raises UnknownAccount: there is no such account, or it is shut.
    :raises UnsuitableAssignment: role, scope and rights do not fit together. :raises Invalid: period or reason.
    :raises GivenAlready: the account has it. :raises DutiesApart: another role of the account forbids it.
    """
    row = models.Assignment(
        role=role, scope_kind=scope.kind, scope_code=scope.code, rights=sorted(set(rights))
    )
    row.starts_on, row.ends_on = period or (vietnam_day(now), None)
    return _give(actor, row, username, reason, None, now)


def assign_for_person(
    *,
    actor: Actor,
    username: str,
    role: str,
    entrusted: Entrusted,
    period: tuple[date, date],
    basis: Basis,
    reason: str,
    now: datetime,
) -> int:
    """Give a role for one person, for some days, on a paper by which somebody agreed. Returns the number of the assignment.

    It opens something once the register of people has it too: whoever calls this says it there, in the same transaction.

    :raises Invalid: the period is open or too long, nobody agreed on a paper; and what :func:`assign` raises.
    :raises TooManyEntrusted: the account has as many people as one may.
    """
    scope = entrusted.scope
    row = models.Assignment(role=role, scope_kind=scope.kind, scope_code=scope.code, rights=[])
    row.starts_on, row.ends_on = period
    return _give(actor, row, username, reason, basis, now)


def _give(
    actor: Actor, row: models.Assignment, username: str, reason: str, basis: Basis | None, now: datetime
) -> int:
    demand_officer(actor, GIVE, account=username)
    scope = Scope(row.scope_kind, row.scope_code)
    check_assignment(row.role, scope, row.rights)
    row.account, row.given_by, row.given_at, row.confirmed_at = some_account(username), actor.id, now, now
    row.is_waiting = needs_second(actor, row.role, row.rights)
    demand_giving(actor, GIVE, row)
    rules.check_period(row.starts_on, row.ends_on, vietnam_day(now))
    rests_on = check_entrusting(scope, row.starts_on, row.ends_on, basis)
    row.basis_kind, row.basis = rests_on.kind, rests_on.paper
    if reason or actor.kind is not ActorKind.SYSTEM:
        row.reason = rules.check_words(reason, "reason")
    with transaction.atomic():
        _check_beside(row, now)
        row.save(force_insert=True)
        audit.write(actor=actor, act=GIVE, persons=persons_of(row), detail=_told(row), now=now)
        tell_everybody()
    return row.pk


def _told(row: models.Assignment) -> dict[str, Any]:
    """What the trail keeps of a role that is given."""
    return {
        "assignment": row.pk,
        "account": row.account.username,
        "role": row.role,
        "scope": f"{row.scope_kind}:{row.scope_code}",
        "rights": row.rights,
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat() if row.ends_on else None,
        "waits": row.is_waiting,
    }


def agree_assignment(*, actor: Actor, assignment: int, now: datetime) -> None:
    """The second officer agrees to what another gave; from now on it holds.

    :raises NotAllowed: the actor's roles do not reach the province, or it would be their own.
    :raises SameOfficer: they gave it themself. :raises UnknownAssignment: there is none.
    :raises NotInForce: it does not wait any more. :raises DutiesApart: the account got another role meanwhile.
    """
    demand_officer(actor, AGREE, assignment=assignment)
    known = demand_assignment(actor, AGREE, assignment)
    if not may_agree(actor, known.given_by):
        audit.write_refusal(actor=actor, act=AGREE, detail={"assignment": assignment})
        raise SameOfficer(
            "Cần một cán bộ quản lý tài khoản khác của tỉnh đồng ý.",
            "Another accounts officer of the province must agree.",
        )
    with transaction.atomic():
        row = locked_assignment(assignment)
        _demand_state(row, now, State.WAITING)
        _check_beside(row, now)
        row.is_waiting, row.agreed_by, row.agreed_at, row.confirmed_at = False, actor.id, now, now
        row.save(update_fields=["is_waiting", "agreed_by", "agreed_at", "confirmed_at"])
        audit.write(actor=actor, act=AGREE, detail={"assignment": assignment}, now=now)
        tell_everybody()


def end_assignment(*, actor: Actor, assignment: int, last_day: date, now: datetime, reason: str = "") -> None:
    """Take a role away after ``last_day``; a day that is over takes it away now, with sessions and tokens.

    It never makes one longer: that is giving it again.

    :raises NotAllowed: the actor does not take this role there. :raises UnknownAssignment: there is none.
    :raises NotInForce: it has ended.
    """
    demand_officer(actor, END, assignment=assignment)
    demand_assignment(actor, END, assignment)
    with transaction.atomic():
        row = locked_assignment(assignment)
        _demand_state(row, now, *set(State) - {State.ENDED})
        words = rules.check_words(reason, "reason") if reason or actor.kind is not ActorKind.SYSTEM else ""
        end_row(row, actor=actor, last_day=last_day, reason=words, now=now)
        to = row.ended_at.isoformat() if row.ended_at else str(row.ends_on)
        audit.write(
            actor=actor,
            act=END,
            persons=persons_of(row),
            detail={"assignment": assignment, "to": to},
            now=now,
        )
        tell_everybody()


def persons_of(row: models.Assignment) -> list[UUID]:
    """Whom a role is about, where it is for one person: who reads the trail of that person finds it."""
    found = entrusted_of(Scope(row.scope_kind, row.scope_code))
    return [found.person] if found else []


def end_roles_left(*, actor: Actor, left: Mapping[str, Mapping[Scope, date]], now: datetime) -> int:
    """Take away the roles that members of staff hold at places that they have left, by staff number and with their last day
    there; a role that began later was given by an officer who knew. Returns how many.

    :raises NotAllowed: the actor does not manage accounts.
    """
    demand_management(actor, END)
    rows = models.Assignment.objects.filter(lasting(now), account__staff_number__in=left).select_related(
        "account"
    )
    count = 0
    for row in rows.order_by("id"):
        scope = Scope(row.scope_kind, row.scope_code)
        place = Scope("facility", scope.facility) if scope.facility else scope
        last_day = left[row.account.staff_number].get(place)
        if last_day is None or row.starts_on > last_day:
            continue
        with transaction.atomic():
            end_row(locked_assignment(row.pk), actor=actor, last_day=last_day, reason="", now=now)
            detail = {"assignment": row.pk, "to": now.isoformat(), "why": "left"}
            audit.write(actor=actor, act=END, persons=persons_of(row), detail=detail, now=now)
            tell_everybody()
        count += 1
    return count


def end_row(row: models.Assignment, *, actor: Actor, last_day: date, reason: str, now: datetime) -> None:
    """Write the end of an assignment, within the caller's transaction and entry."""
    today, held = vietnam_day(now), course_of(row).state(now) is State.HELD
    if last_day < max(today, row.starts_on):
        row.ended_at = now
    else:
        row.ends_on = min(last_day, row.ends_on or last_day)
    row.ended_by, row.end_reason = actor.id, reason
    row.save(update_fields=["ends_on", "ended_at", "ended_by", "end_reason"])
    if held and row.ended_at is not None:
        close_access(row.account_id, "assignment", now)
    if entrusted := entrusted_of(Scope(row.scope_kind, row.scope_code)):
        last = today if row.ended_at else row.ends_on or today
        tell_ended(actor=actor, entrusted=entrusted, assignment=row.pk, last_day=last, now=now)


def demand_assignment(actor: Actor, what: str, assignment: int) -> models.Assignment:
    """The row, once it is seen that the actor gives and takes it; account, role and place never change, so no lock is held.

    Raises what :func:`demand_giving` raises, after the refusal was written.
    """
    row = models.Assignment.objects.select_related("account").filter(pk=assignment).first()
    if row is None:
        raise unknown_assignment()
    demand_giving(actor, what, row)
    return row


def locked_assignment(assignment: int) -> models.Assignment:
    """The row of an assignment that exists, for the rest of the transaction."""
    return models.Assignment.objects.select_for_update().get(pk=assignment)


def _demand_state(row: models.Assignment, now: datetime, *wanted: State) -> None:
    if course_of(row).state(now) not in wanted:
        raise NotInForce(
            "Người khác vừa làm việc này, hoặc vai trò đã kết thúc.",
            "Somebody has just done so, or the role has ended.",
        )


def _check_beside(row: models.Assignment, now: datetime) -> None:
    """See that an account is open, does not have it already, and holds nothing that forbids it, in the same days."""
    held = models.Account.objects.select_for_update().get(pk=row.account_id)
    if not may_be_used(held):
        raise unknown_account()
    beside = [one for one in held_beside(held.pk, now=now, but=row.pk) if _overlap(row, one)]
    most = measures(vietnam_day(now)).entrusted_people
    if row.scope_kind == KIND and sum(one.scope_kind == KIND for one in beside) >= most:
        raise TooManyEntrusted(
            f"Tài khoản này đang được giao {most} người; hãy rút bớt trước.",
            f"This account has {most} people entrusted to it; take some away first.",
            place="username",
        )
    if any(_what(one) == _what(row) and set(row.rights) <= set(one.rights) for one in beside):
        raise GivenAlready(
            "Tài khoản đã có vai trò này ở nơi này trong thời gian đó.",
            "The account has this role at this place in these days.",
            place="role",
        )
    clash = find_clash(roles()[row.role], roles_of(beside)) if row.role in roles() else None
    if clash:
        raise DutiesApart(
            f"Trái với vai trò “{clash.held.name_vi}”: {clash.why.why_vi}",
            f"Against the role “{clash.held.name_en}”: {clash.why.why_en}",
            place="role",
        )


def _what(row: models.Assignment) -> tuple[str, str, str]:
    return row.role, row.scope_kind, row.scope_code


def _overlap(one: models.Assignment, other: models.Assignment) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )
