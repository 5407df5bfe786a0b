"""The session a browser names: whose it is, and what it still owes before anything is let through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import (
    Account,
    account_of,
    may_be_used,
    standing_of,
    unknown_account,
)
from hoaban.foundation.accounts.queries.identity import subjects_of
from hoaban.foundation.accounts.rules.measures import Measures, is_administrator, measures
from hoaban.foundation.accounts.rules.roles import SENSITIVE_RIGHTS
from hoaban.foundation.accounts.rules.stages import Facts, stage_of
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.kernel.clock import vietnam_day

OWN_RECORD = "record.read:PATRQT"
"""What a citizen may do, within themself."""
CITIZEN = "Người dân"
CITIZEN_DEVICES = 5
_HAS_APP = Exists(models.Totp.objects.filter(account=OuterRef("account")))
_HAS_PASSKEY = Exists(models.Passkey.objects.filter(account=OuterRef("account")))


@dataclass(frozen=True, slots=True)
class Present:
    """Who is signed in with a request. ``stage`` says what is owed (``rules.stages``), nothing when all is given."""

    session: UUID
    owner: Account | None
    """None: a citizen."""
    name: str
    actor: Actor
    stage: str
    is_whole: bool
    devices: int
    """On so many at once."""
    opened_at: datetime
    proved_at: datetime
    seen_at: datetime

    @property
    def account(self) -> Account:
        """The account of a member of staff.

        :raises UnknownAccount: it is a citizen, who has none.
        """
        if self.owner is None:
            raise unknown_account()
        return self.owner

    def is_over(self, now: datetime, limits: Measures) -> bool:
        """Whether it was open for as long as a session may be."""
        return now - self.opened_at > timedelta(hours=limits.session_hours)

    def is_idle(self, now: datetime, limits: Measures) -> bool:
        """Whether it was left untouched for too long."""
        return now - self.seen_at > limits.idle_limit(self.actor)

    def is_fresh(self, now: datetime, limits: Measures) -> bool:
        """Whether its owner has just proved to be the one who sits there."""
        return now - self.proved_at <= timedelta(minutes=limits.fresh_minutes)


def present(session: str, address: str, now: datetime, request_id: str = "") -> Present | None:
    """Who is behind the session a browser names; None when it ended, or its account was shut."""
    rows = models.Session.objects.select_related("account").annotate(app=_HAS_APP, passkey=_HAS_PASSKEY)
    row = rows.filter(pk=session, ended_at=None).first()
    if row is not None and row.person is not None:
        return _citizen(row, row.person, now, request_id)
    if row is None or row.account is None or not may_be_used(row.account):
        return None
    standing = standing_of(row.account, now, request_id)
    facts = Facts(
        proof=row.proof,
        has_factor=row.app or row.passkey,
        must_have_factor=standing.needs_second_factor or is_outside(address),
        must_change_password=must_change_password(row.account, standing.actor, now),
        is_locked=row.locked_at is not None,
    )
    return Present(
        row.pk, account_of(row.account), row.account.display_name, standing.actor, stage_of(facts),
        row.is_whole, standing.devices, row.opened_at, row.proved_at, row.seen_at,
    )  # fmt: skip


def _citizen(row: models.Session, person: UUID, now: datetime, request_id: str) -> Present:
    """A person who was vouched for: may see the own record and those of the children they stand for today, and holds no
    role whatever an account of theirs may hold."""
    grants: set[Grant] = set()
    for one in subjects_of(person, vietnam_day(now)):
        scope = Scope("self" if one.own else "dependant", str(one.person))
        grants |= {Grant(act, scope) for act in (OWN_RECORD, *(SENSITIVE_RIGHTS - one.withheld))}
    actor = Actor(f"citizen:{person}", ActorKind.PERSON, CITIZEN, frozenset(grants), request_id)
    return Present(
        row.pk, None, row.name, actor, "", row.is_whole, CITIZEN_DEVICES,
        row.opened_at, row.proved_at, row.seen_at,
    )  # fmt: skip


def must_change_password(row: models.Account, actor: Actor, now: datetime) -> bool:
    """Whether the password is somebody else's choice, or an administrator's and too old."""
    limits = measures(vietnam_day(now))
    longest = timedelta(days=limits.password_days_administrators)
    is_old = is_administrator(actor) and now - row.password_set_at > longest
    return row.must_change_password or (is_old and not row.is_demo)


def is_outside(address: str) -> bool:
    """Whether an address lies outside the networks named in the settings; where none are named, nothing does."""
    where = ip_address(address)
    return bool(settings.NETWORKS) and not any(where in network for network in settings.NETWORKS)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of somebody's open sessions, as their page shows it."""

    id: UUID
    device: str
    address: str
    opened_at: datetime
    seen_at: datetime


def open_sessions(account_id: int, *, now: datetime, limits: Measures) -> list[OpenSession]:
    """Where an account is signed in now, the latest used first."""
    since = now - timedelta(hours=limits.session_hours)
    rows = models.Session.objects.select_related("device").filter(
        account=account_id, ended_at=None, opened_at__gt=since
    )
    return [
        OpenSession(row.pk, row.device.name, row.address, row.opened_at, row.seen_at)
        for row in rows.order_by("-seen_at")
    ]
