"""Accounts to test with, opened through the services as real ones are."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.test import Client as Browser

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries.accounts import standing_of
from hoaban.foundation.accounts.rules import totp
from hoaban.foundation.accounts.services import factors
from hoaban.kernel import clock
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
        temporary=False,
    )
    made = api.register_account(actor=OFFICER, newcomer=newcomer, now=NOW)
    if role:
        api.assign(actor=OFFICER, username=username, role=role, scope=scope, rights=rights, now=NOW)
    return made


def app_of(username: str) -> bytes:
    """Give an account an authenticator app; returns its secret."""
    secret, on = totp.new_secret(), clock.now()
    old = on - timedelta(minutes=5)
    code = totp.code_at(secret, totp.step_of(old))
    factors.add_app(actor=api.actor_of(username), secret=secret, code=code, now=old)
    return secret


def code_now(secret: bytes) -> str:
    """What the app shows."""
    return totp.code_at(secret, totp.step_of(clock.now()))


def signed_in(username: str, *, secret: bytes | None = None) -> Browser:
    """A browser in which somebody has signed in, with the second factor if there is one."""
    browser = Browser()
    given = browser.post("/sign-in/", {"username": username, "password": PASSWORD})
    assert given.status_code == 302
    if secret is not None:
        assert browser.post("/sign-in/second/", {"code": code_now(secret)}).status_code == 302
    return browser


def wholly_signed_in(username: str) -> Browser:
    """Signed in with everything that the roles of an account ask for."""
    row = models.Account.objects.get(username=username)
    demanded = standing_of(row, clock.now()).needs_second_factor
    return signed_in(username, secret=app_of(username) if demanded else None)


def client(name: str = "integration") -> None:
    """A machine client that reads everything."""
    api.register_client(actor=OFFICER, name=name, label="Hệ thống tích hợp", grants=EVERYTHING, now=NOW)


def actor(username: str) -> Actor:
    """The actor of an account on the test's day."""
    return api.actor_of(username, now=NOW)
