"""Accounts and what they may do: frozen values, and the actor that stands for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.assignments import in_force
from hoaban.foundation.accounts.queries.duties import OPENS, Duty, duties_of, grants_on_duty, works_at_places
from hoaban.foundation.accounts.queries.emergencies import open_emergencies
from hoaban.foundation.accounts.rules.emergencies import BREAK_GLASS, READ_IN_EMERGENCY
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.roles import Role, grants_of, roles
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.kernel.errors import NotFound
from hoaban.kernel.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in, as screens show them."""

    id: int
    username: str
    display_name: str
    post_vi: str
    post_en: str
    language: str
    is_active: bool
    is_demo: bool
    locked_until: datetime | None
    last_sign_in_at: datetime | None

    def post(self, language: str) -> str:
        """The post in ``vi`` or ``en``."""
        return self.post_en if language.startswith("en") else self.post_vi


@dataclass(frozen=True, slots=True)
class Assigned:
    """A role somebody holds today."""

    role: Role
    scope: Scope
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do today, and what their roles ask of their sign-in."""

    actor: Actor
    needs_second_factor: bool
    devices: int
    holds_until: datetime | None = None
    """When the first open emergency ends by itself: what is kept in memory must not outlive it."""


class UnknownAccount(NotFound):
    """No such account or client, or it is shut."""


def unknown_account() -> UnknownAccount:
    """The failure for an account that does not exist or is shut."""
    return UnknownAccount("Không có tài khoản này.", "There is no such account.", place="username")


def account_of(row: models.Account) -> Account:
    """The plain form of a stored account."""
    return Account(
        row.pk, row.username, row.display_name, row.post_vi, row.post_en, row.language,
        may_be_used(row), row.is_demo, row.locked_until, row.last_login,
    )  # fmt: skip


def may_be_used(row: models.Account | models.Client) -> bool:
    """Whether it is open at all: invented ones are shut in production."""
    return row.is_active and (settings.DEMO or not row.is_demo)


def find_account(who: str | int) -> Account | None:
    """The account of a user name or id, shut ones too."""
    row = models.Account.objects.filter(Q(pk=who) if isinstance(who, int) else Q(username=who)).first()
    return account_of(row) if row else None


def list_accounts() -> list[Account]:
    """All accounts by user name."""
    return [account_of(row) for row in models.Account.objects.order_by("username")]


def search_accounts(sought: str, *, most: int) -> list[Account]:
    """Accounts whose name or user name holds every word that was typed, with marks or without; by user name."""
    words = fold(sought).split()
    rows = models.Account.objects.order_by("username")
    if not words:
        return [account_of(row) for row in rows[:most]]
    known = rows.values_list("pk", "username", "display_name")
    wanted = [pk for pk, name, shown in known if all(word in f"{name} {fold(shown)}" for word in words)]
    return [account_of(row) for row in rows.filter(pk__in=wanted[:most])]


def list_assignments(account_id: int, *, now: datetime) -> list[Assigned]:
    """The roles somebody holds on the day of ``now`` in Viet Nam."""
    return [
        Assigned(roles()[row.role], Scope(row.scope_kind, row.scope_code), tuple(row.rights))
        for row in _in_force(account_id, now)
        if row.role in roles()
    ]


def has_demo_accounts() -> bool:
    """Whether invented accounts or clients exist: production refuses to start with them."""
    return (
        models.Account.objects.filter(is_demo=True).exists()
        or models.Client.objects.filter(is_demo=True).exists()
    )


def actor_of(who: str | int, request_id: str = "", *, now: datetime | None = None) -> Actor:
    """The actor of an account (user name or id), with what it may do on the day of ``now`` (default: today).

    :raises UnknownAccount: there is none, or it is shut.
    """
    row = models.Account.objects.filter(Q(pk=who) if isinstance(who, int) else Q(username=who)).first()
    if row is None or not may_be_used(row):
        raise unknown_account()
    return actor_of_account(row, now or clock.now(), request_id)


def actor_of_account(row: models.Account, now: datetime, request_id: str = "") -> Actor:
    """The actor of a stored account."""
    return standing_of(row, now, request_id).actor


def standing_of(row: models.Account, now: datetime, request_id: str = "") -> Standing:
    """The actor of a stored account, and what its roles ask of the sign-in."""
    held = _in_force(row.pk, now)
    grants: set[Grant] = set()
    for one in held:
        given = grants_of(one.role, Scope(one.scope_kind, one.scope_code), one.rights)
        grants |= given | by_name(given, row.staff_number, now)
    may_break_glass = any(grant.act == BREAK_GLASS for grant in grants)
    opened = open_emergencies(row.pk, now=now) if may_break_glass else []
    grants |= {Grant(READ_IN_EMERGENCY, Scope("person", str(one.person))) for one in opened}
    duties = _duties(row, grants, now)
    grants |= grants_on_duty(grants, duties)
    actor = Actor(f"account:{row.username}", ActorKind.PERSON, row.post_vi, frozenset(grants), request_id)
    mine = [roles()[one.role] for one in held if one.role in roles()]
    usual = measures(clock.vietnam_day(now)).devices
    return Standing(
        actor=actor,
        needs_second_factor=any(role.second_factor for role in mine),
        devices=min((role.devices for role in mine if role.devices is not None), default=usual),
        holds_until=min([*(one.ends_at for one in opened), *(one.ends_at for one in duties)], default=None),
    )


def _duties(row: models.Account, grants: set[Grant], now: datetime) -> tuple[Duty, ...]:
    """The turns of who opens records; of anybody else nobody asks."""
    if not row.staff_number or not works_at_places(grants):
        return ()
    return duties_of([row.staff_number], now).get(row.staff_number, ())


def by_name(given: set[Grant], staff_number: str, now: datetime) -> set[Grant]:
    """What a practitioner holds by name beside what a role gives at a place: those whose own doctor they are there."""
    return {
        Grant(OPENS, Scope("practitioner", f"{code}/{staff_number}"))
        for grant in given
        if grant.act == OPENS and staff_number
        for code in _facilities_of(grant.scope, now)
    }


def _facilities_of(scope: Scope, now: datetime) -> list[str]:
    if scope.kind == "commune":
        return [one.code for one in places.stations_of(scope.code, clock.vietnam_day(now))]
    return [scope.facility] if scope.kind in ("facility", "department") else []


def actor_of_client(row: models.Client, request_id: str = "") -> Actor:
    """The actor of a stored machine client."""
    grants = frozenset(Grant(act, Scope(kind, code)) for act, kind, code in row.grants)
    return Actor(f"client:{row.name}", ActorKind.CLIENT, row.label, grants, request_id)


def actor_by_id(actor_id: str) -> Actor:
    """The actor of an id kept with work that goes on later; with what it may do now, not then.

    :raises UnknownAccount: there is none, or it is shut.
    """
    kind, _, name = actor_id.partition(":")
    if kind == "account":
        return actor_of(name)
    client = models.Client.objects.filter(name=name).first() if kind == "client" else None
    if client is None or not may_be_used(client):
        raise unknown_account()
    return actor_of_client(client)


def _in_force(account_id: int, now: datetime) -> list[models.Assignment]:
    return list(models.Assignment.objects.filter(in_force(now), account=account_id).order_by("id"))


def staff_numbers() -> list[str]:
    """Under which numbers the owners of open accounts stand in the register of staff, as far as that is known."""
    rows = models.Account.objects.filter(is_active=True).exclude(staff_number="")
    return list(rows.values_list("staff_number", flat=True).distinct().order_by("staff_number"))
