"""Accounts to test with, opened through the services as real ones are."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import UTC, datetime

from hoaban.foundation.accounts import api
from hoaban.kernel.actor import Actor, Grant, Scope, system_actor

NOW = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
PASSWORD = "Mot-mat-khau-2026"
OFFICER = system_actor("test-officer", "accounts.manage")
HOSPITAL = Scope("facility", "12981")
HEALTH_CENTRE = Scope("facility", "12982")
DAO_SAN = Scope("commune", "03571")
PROVINCE = Scope("all")
EVERYTHING = [Grant("record.read:TREAT", PROVINCE), Grant("label.hiv", PROVINCE)]


@functools.cache
def _hashed() -> str:
    return api.hash_password(PASSWORD)


def account(
    username: str, role: str = "", scope: Scope = HOSPITAL, rights: Sequence[str] = (), demo: bool = False
) -> api.Account:
    """An open account with a role, valid since the day it was made."""
    newcomer = api.Newcomer(
        username=username,
        display_name="Nông Thị Hiếu",
        post_vi="Bác sĩ, Bệnh viện Đa khoa tỉnh",
        post_en="Doctor, provincial general hospital",
        password=PASSWORD,
        hashed=_hashed(),
        demo=demo,
    )
    made = api.register_account(actor=OFFICER, newcomer=newcomer, now=NOW)
    if role:
        api.assign(actor=OFFICER, username=username, role=role, scope=scope, rights=rights, now=NOW)
    return made


def client(name: str = "integration") -> None:
    """A machine client that reads everything."""
    api.register_client(actor=OFFICER, name=name, label="Hệ thống tích hợp", grants=EVERYTHING, now=NOW)


def actor(username: str) -> Actor:
    """The actor of an account on the test's day."""
    return api.actor_of(username, now=NOW)
