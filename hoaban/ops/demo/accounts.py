"""The accounts of the demo: one for each role and for each member of the cast who signs in; two machine clients.

All people are invented. They share one password, made for this installation; production mode refuses them all.
"""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.ids import uuid8_timeless
from hoaban.ops.demo import trial_gateway
from hoaban.shared.messaging.api import RECEIVE

CLIENT = "integration"
"""A machine that may read and write the whole record and send claims for every facility, audited like everybody."""
_WHY = "Theo bảng phân công của đơn vị"
_PASSWORD_FILE = "demo_password"  # noqa: S105 - the name of a file


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One line of ``data/accounts.csv``."""

    username: str
    display_name: str
    post_vi: str
    post_en: str
    role: str
    scope: Scope
    rights: tuple[str, ...]
    staff_number: str
    given_days: int
    """So many days ago was the role given: some are due for review."""


def read_accounts() -> Iterator[DemoAccount]:
    """The demo accounts, in the order in which they are shown."""
    text = files("hoaban.ops.demo").joinpath("data/accounts.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield DemoAccount(
            username=row["username"],
            display_name=row["display_name"],
            post_vi=row["post_vi"],
            post_en=row["post_en"],
            role=row["role"],
            scope=Scope(row["scope_kind"], row["scope_code"]),
            rights=tuple(row["rights"].split()),
            staff_number=row["staff_number"],
            given_days=int(row["given_days"]),
        )


def demo_password(var: Path) -> str:
    """The password that all demo accounts of this installation share.

    ``HOABAN_DEMO_PASSWORD`` if set, else what lies in ``VAR/secrets`` (made on first use, mode 0600).
    """
    given = os.environ.get("HOABAN_DEMO_PASSWORD")
    if given:
        return given
    path = var / "secrets" / _PASSWORD_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            letters = "".join(secrets.choice("bcdghklmnpqrstvx") for _ in range(6))
            file.write(f"Hoa-Ban-{secrets.randbelow(9000) + 1000}-{letters}\n")
    return path.read_text().strip()


def register_demo_accounts(*, actor: Actor, password: str, now: datetime) -> int:
    """Open the demo accounts and the demo client that do not exist yet; returns how many were opened.

    ``actor`` holds ``accounts.manage``: whoever makes the demo.

    :raises accounts.NoInvented: in production mode.
    :raises accounts.WeakPassword: the shared password does not meet the measures in force.
    """
    missing = [line for line in read_accounts() if accounts.find_account(line.username) is None]
    hashed = accounts.hash_password(password) if missing else ""
    for line in missing:
        _open(actor, line, (password, hashed), now)
    if missing:
        _ask_for_a_second_officer(now)
    return len(missing) + _register_clients(actor, now)


def link_demo_accounts(*, actor: Actor, now: datetime) -> int:
    """Say under which numbers the owners of the demo accounts stand in the register of staff; returns how many.

    Whoever has no post there stays unlinked; doing it again changes nothing.
    """
    known, linked = set(accounts.staff_numbers()), 0
    for line in read_accounts():
        file = workforce.find_file(uuid8_timeless("demo-staff", f"cast:{line.username}"))
        numbers = [post.number for post in file.posts if vietnam_day(now) in post.period] if file else []
        if numbers and numbers[0] not in known:
            accounts.link_staff(actor=actor, username=line.username, number=numbers[0], sure=False, now=now)
            linked += 1
    return linked


def _ask_for_a_second_officer(now: datetime) -> None:
    """One officer of the demo has given a right to sensitive facts; it waits for the other."""
    accounts.assign(
        actor=accounts.actor_of("qltk", now=now), username="bs.kham", role="doctor", scope=Scope("facility", "12981"),
        rights=["label.mental"], reason="Phụ trách phòng khám tâm thần từ tháng này", now=now,
    )  # fmt: skip


def _open(officer: Actor, line: DemoAccount, password: tuple[str, str], now: datetime) -> None:
    newcomer = accounts.Newcomer(
        username=line.username,
        display_name=line.display_name,
        post_vi=line.post_vi,
        post_en=line.post_en,
        password=password[0],
        hashed=password[1],
        demo=True,
        temporary=False,
        staff_number=line.staff_number,
    )
    then = now - timedelta(days=line.given_days)
    with transaction.atomic():
        accounts.register_account(actor=officer, newcomer=newcomer, now=then)
        accounts.assign(
            actor=officer,
            username=line.username,
            role=line.role,
            scope=line.scope,
            rights=line.rights,
            reason=_WHY,
            now=then,
        )


def _register_clients(officer: Actor, now: datetime) -> int:
    purposes = [purpose for purpose in Purpose if purpose is not Purpose.BREAK_GLASS]
    acts = [f"record.{what}:{purpose}" for what in ("read", "write") for purpose in purposes]
    acts += ["people.find", "claims.submit", "claims.read", *sorted(accounts.SENSITIVE_RIGHTS)]
    clients = (
        (CLIENT, "Hệ thống tích hợp (demo)", acts),
        (trial_gateway.CLIENT, "Cổng nhắn tin (bản thử)", [RECEIVE]),
    )
    return sum(_register_client(officer, *one, now=now) for one in clients)


def _register_client(officer: Actor, name: str, label: str, acts: Sequence[str], *, now: datetime) -> int:
    grants = [Grant(act, Scope("all")) for act in acts]
    try:
        accounts.register_client(actor=officer, name=name, label=label, grants=grants, now=now, demo=True)
    except accounts.NameTaken:
        return 0
    return 1
