"""Officers to test with, and how they give roles."""

from __future__ import annotations

from datetime import date
from typing import Any

from hoaban.foundation.accounts.services import assigning
from hoaban.foundation.accounts.tests.people import HOSPITAL, NOW, PROVINCE, account, actor
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Scope

TODAY = date(2026, 11, 11)
WHY = "Quyết định phân công của đơn vị"


def province_officer(username: str = "qltk") -> Actor:
    """Gives roles everywhere."""
    account(username, "accounts_officer", PROVINCE)
    return actor(username)


def hospital_officer() -> Actor:
    """Gives roles at the hospital."""
    account("qltk.bv", "unit_accounts_officer", HOSPITAL)
    return actor("qltk.bv")


def give(
    giver: Actor, username: str = "bs.kham", role: str = "doctor", scope: Scope = HOSPITAL, **more: Any
) -> int:
    """As an officer does, with a reason."""
    return assigning.assign(
        actor=giver, username=username, role=role, scope=scope, now=NOW, **{"reason": WHY, **more}
    )


def last_entry() -> audit.TrailEntry:
    """The newest of the trail."""
    return audit.list_entries(limit=1)[0]
