"""Who was given which role, where and until when; which are to be looked at again. For officers and the auditor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.rules import assignments as rules
from hoaban.foundation.accounts.rules.assignments import State
from hoaban.foundation.accounts.rules.entrusting import KIND, Basis
from hoaban.foundation.accounts.rules.giving import READ, manages_everywhere, may_see
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.roles import Role, roles
from hoaban.foundation.accounts.rules.separation import Clash, find_clash, separations
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.kernel.vietnamese import fold


class UnknownAssignment(NotFound):
    """There is no such assignment, or it is none of the actor's: both are said in the same words."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One review of an assignment."""

    at: datetime
    by: str
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment with everything that a page about it says. ``role`` None: it was dropped from the data."""

    id: int
    username: str
    name: str
    post_vi: str
    post_en: str
    last_sign_in_at: datetime | None
    is_open: bool
    """Whether the account is; of a shut one the role gives nothing, and would again if it were opened."""
    role_key: str
    role: Role | None
    scope: Scope
    rights: tuple[str, ...]
    course: rules.Course
    state: State
    given_by: str
    given_at: datetime
    reason: str
    basis: Basis
    """Of a role for one person."""
    agreed_by: str
    agreed_at: datetime | None
    confirmed_at: datetime
    due_on: date
    ended_by: str
    end_reason: str
    clash: Clash | None = None
    """A role that the same account holds beside it, and should not."""
    reviews: tuple[Reviewed, ...] = field(default=())

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been confirmed before today."""
        return self.state in (State.HELD, State.COMING) and self.due_on < vietnam_day(now)

    def is_due(self, now: datetime) -> bool:
        """Whether it stands on the list of reviews."""
        today = vietnam_day(now)
        notice = timedelta(days=measures(today).review_notice_days)
        return self.state in (State.HELD, State.COMING) and self.due_on <= today + notice

    def post(self, language: str) -> str:
        """The post of the account in ``vi`` or ``en``."""
        return self.post_en if language.startswith("en") else self.post_vi


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list. ``which``: ``due``, ``waiting``, ``clash``, ``ended``, or ``held`` (also what is coming)."""

    which: str = "held"
    text: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """How the regular review stands. ``kept`` and ``withdrawn``: in the last period of review."""

    held: int
    due: int
    overdue: int
    waiting: int
    clashing: int
    kept: int
    withdrawn: int


def in_force(now: datetime) -> Q:
    """Assignments that give something now."""
    day = vietnam_day(now)
    return Q(is_waiting=False, starts_on__lte=day) & lasting(now)


def lasting(now: datetime) -> Q:
    """Assignments that have not ended, whether or not they have begun."""
    day = vietnam_day(now)
    return (Q(ended_at=None) | Q(ended_at__gt=now)) & (Q(ends_on=None) | Q(ends_on__gte=day))


def course_of(row: models.Assignment) -> rules.Course:
    """What decides when it holds."""
    return rules.Course(row.starts_on, row.ends_on, row.is_waiting, row.ended_at)


def at_place(scope: Scope) -> Q:
    """Assignments at a place; at a facility also those at its departments, and for people whom it looks after."""
    here = Q(scope_kind=scope.kind, scope_code=scope.code)
    if scope.kind == "facility":
        here |= Q(scope_kind="department", scope_code__startswith=f"{scope.code}.")
        here |= Q(scope_kind=KIND, scope_code__startswith=f"{scope.code}/")
    return here


def list_given(*, actor: Actor, wanted: Wanted, now: datetime, most: int | None = None) -> list[Given]:
    """Assignments that the actor may see, narrowed: the longest unconfirmed first, what ended the latest first."""
    rows = _narrowed(_seen_by(actor), wanted.which, now)
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.text:
        rows = rows.filter(account__in=_named(wanted.text))
    if wanted.which == "clash":
        return [one for one in _told(rows, now) if one.clash][:most]
    return _told(rows[:most], now)


def list_of_account(*, actor: Actor, username: str, now: datetime) -> list[Given]:
    """What one account was given and has not ended, as far as the actor may see it."""
    rows = _seen_by(actor).filter(lasting(now), account__username=username).order_by("id")
    return _told(rows, now)


def get_given(*, actor: Actor, assignment: int, now: datetime) -> Given:
    """One assignment with its reviews, the latest first.

    :raises UnknownAssignment: there is none, or it lies where the actor does not look.
    """
    row = models.Assignment.objects.select_related("account").filter(pk=assignment).first()
    if row is None or not may_see(actor, Scope(row.scope_kind, row.scope_code)):
        raise unknown_assignment()
    reviews = tuple(
        Reviewed(one.reviewed_at, one.reviewed_by, one.verdict, one.words)
        for one in row.reviews.order_by("-reviewed_at", "-id")
    )
    (found,) = _with_clashes([_given(row, now, reviews)], now)
    return found


def review_figures(*, actor: Actor, now: datetime) -> ReviewFigures:
    """The figures of the review, of what the actor may see."""
    rows, today = _seen_by(actor), vietnam_day(now)
    held = rows.filter(lasting(now), is_waiting=False)
    since = now - (rules.due_on(today) - today)
    done = models.AssignmentReview.objects.filter(assignment__in=rows, reviewed_at__gt=since)
    clashing = list_given(actor=actor, wanted=Wanted("clash"), now=now)
    return ReviewFigures(
        held=held.count(),
        due=held.filter(_due_by(today + timedelta(days=measures(today).review_notice_days))).count(),
        overdue=held.filter(_due_by(today - timedelta(days=1))).count(),
        waiting=rows.filter(lasting(now), is_waiting=True).count(),
        clashing=len(clashing),
        kept=done.filter(verdict=rules.Verdict.KEEP).count(),
        withdrawn=done.filter(verdict=rules.Verdict.WITHDRAW).count(),
    )


def held_beside(account_id: int, *, now: datetime, but: int | None = None) -> list[models.Assignment]:
    """Assignments of an account that have not ended, also those that wait or come."""
    rows = models.Assignment.objects.filter(lasting(now), account=account_id).order_by("id")
    return [row for row in rows if row.pk != but]


def roles_of(rows: Iterable[models.Assignment]) -> list[Role]:
    """The roles behind assignments, without those that were dropped from the data."""
    return [roles()[row.role] for row in rows if row.role in roles()]


def unknown_assignment() -> UnknownAssignment:
    """The failure for what is not there, or not for this actor."""
    return UnknownAssignment("Không có lần giao vai trò này.", "There is no such assignment.")


def _seen_by(actor: Actor) -> QuerySet[models.Assignment]:
    rows = models.Assignment.objects.select_related("account")
    scopes = actor.scopes(READ)
    if manages_everywhere(actor) or any(one.kind == "all" for one in scopes):
        return rows
    here = Q(pk__in=())
    for one in scopes:
        here |= at_place(one)
    return rows.filter(here)


def _narrowed(rows: QuerySet[models.Assignment], which: str, now: datetime) -> QuerySet[models.Assignment]:
    if which == "ended":
        return rows.exclude(lasting(now)).order_by("-ended_at", "-ends_on", "-id")
    rows = rows.filter(lasting(now), is_waiting=which == "waiting").order_by("confirmed_at", "id")
    if which == "clash":
        return rows.filter(account__in=_of_two_duties(now))
    today = vietnam_day(now)
    notice = timedelta(days=measures(today).review_notice_days)
    return rows.filter(_due_by(today + notice)) if which == "due" else rows


def _named(text: str) -> list[int]:
    """Accounts whose name or user name holds every word that was typed, with marks or without."""
    words = fold(text).split()
    known = models.Account.objects.values_list("pk", "username", "display_name")
    return [pk for pk, name, shown in known if all(word in f"{name} {fold(shown)}" for word in words)]


def _of_two_duties(now: datetime) -> QuerySet[models.Assignment, int]:
    """Accounts that hold a role which is kept apart from others; few do."""
    apart = {rule.role for rule in separations()}
    return models.Assignment.objects.filter(lasting(now), role__in=apart).values_list("account", flat=True)


def _due_by(day: date) -> Q:
    """What is due for review on that day or before."""
    last = day
    while rules.due_on(last) > day:  # months are of unequal length, and each day has the measures of its own
        last -= timedelta(days=1)
    return Q(confirmed_at__lt=datetime.combine(last + timedelta(days=1), time(), VIETNAM))


def _given(row: models.Assignment, now: datetime, reviews: tuple[Reviewed, ...] = ()) -> Given:
    course, account = course_of(row), row.account
    return Given(
        id=row.pk, username=account.username, name=account.display_name, post_vi=account.post_vi,
        post_en=account.post_en, last_sign_in_at=account.last_login,
        is_open=account.is_active, role_key=row.role,
        role=roles().get(row.role), scope=Scope(row.scope_kind, row.scope_code), rights=tuple(row.rights),
        course=course, state=course.state(now), given_by=row.given_by, given_at=row.given_at,
        reason=row.reason,
        basis=Basis(row.basis_kind, row.basis), agreed_by=row.agreed_by, agreed_at=row.agreed_at, confirmed_at=row.confirmed_at,
        due_on=rules.due_on(vietnam_day(row.confirmed_at)), ended_by=row.ended_by,
        end_reason=row.end_reason, reviews=reviews,
    )  # fmt: skip


def _told(rows: Iterable[models.Assignment], now: datetime) -> list[Given]:
    return _with_clashes([_given(row, now) for row in rows], now)


def _with_clashes(found: Sequence[Given], now: datetime) -> list[Given]:
    """The same, each with what its account holds beside it against the rule; the rules may be newer than the roles."""
    names = {one.username for one in found}
    beside: dict[str, list[models.Assignment]] = defaultdict(list)
    rows = models.Assignment.objects.filter(
        lasting(now), account__username__in=names, account__in=_of_two_duties(now)
    )
    for row in rows.select_related("account"):
        beside[row.account.username].append(row)
    told = []
    for one in found:
        others = roles_of(row for row in beside[one.username] if row.pk != one.id)
        clash = find_clash(one.role, others) if one.role and one.state is not State.ENDED else None
        told.append(replace(one, clash=clash))
    return told
