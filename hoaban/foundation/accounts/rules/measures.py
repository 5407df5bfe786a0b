"""The measures of sign-in in force on a day (``data/security.toml``), and what follows from them."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from hoaban.kernel.actor import Actor

ADMINISTRATION = ("system.manage", "accounts.manage", "accounts.grant")
"""Acts that make their holder an administrator, for whom stricter measures hold."""


def is_administrator(actor: Actor) -> bool:
    """Whether stricter measures hold."""
    return any(actor.may(act) for act in ADMINISTRATION)


@dataclass(frozen=True, slots=True)
class Measures:
    """Limits of one period; the names say the unit."""

    failures_allowed: int
    lock_hours: int
    idle_minutes: int
    idle_minutes_administrators: int
    password_length: int
    password_classes: int
    address_failures: int
    address_window_minutes: int
    session_hours: int
    token_hours_account: int
    token_days_client: int
    password_history: int
    password_days_administrators: int
    unused_days: int
    devices: int
    pin_failures: int
    fresh_minutes: int
    emergency_hours: int
    emergency_review_days: int
    review_months: int
    review_notice_days: int
    entrusted_days: int
    entrusted_people: int
    legal_basis: str

    def idle_limit(self, actor: Actor) -> timedelta:
        """How long a session may lie untouched."""
        return timedelta(
            minutes=self.idle_minutes_administrators if is_administrator(actor) else self.idle_minutes
        )


@functools.cache
def _all() -> tuple[tuple[date, Measures], ...]:
    text = files("hoaban.foundation.accounts").joinpath("data/security.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["measures"]
    return tuple(sorted(((row.pop("from"), Measures(**row)) for row in rows), key=lambda pair: pair[0]))


def measures(on: date) -> Measures:
    """Those in force on a day; before the first day, the first."""
    held = [found for start, found in _all() if start <= on]
    return held[-1] if held else _all()[0][1]


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed attempts of one account in a row, and until when it is locked (None: it is not)."""

    failed: int
    locked_until: datetime | None

    def is_locked(self, now: datetime) -> bool:
        """Whether nobody gets in now, not even with the right password."""
        return self.locked_until is not None and self.locked_until > now

    def one_more(self, now: datetime, limits: Measures) -> Tries:
        """An attempt is counted as failed before it is known how it ends, so that many at once gain nothing."""
        failed = 1 if self.locked_until is not None else self.failed + 1
        locked = failed >= limits.failures_allowed
        return Tries(failed, now + timedelta(hours=limits.lock_hours) if locked else None)
