"""When a certificate may be used, how long before its end one is warned, and what a paper's state means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WARN_BEFORE = timedelta(days=30)
"""A new certificate takes an authority some days and the holder's presence: a month leaves room."""
ABANDONED_AFTER = timedelta(hours=1)
"""A job of the longest takes minutes, with its retries half an hour; a passphrase waits no longer than this."""
STILL_AFTER = timedelta(minutes=2)
"""One paper takes seconds, with two services that do not answer less than a minute."""
MOST_DOCUMENTS = 200
"""A morning's visits and to spare; more is a mistake."""


class Standing(StrEnum):
    """Of a certificate, at a moment."""

    GOOD = "good"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"
    NOT_YET = "not_yet"
    REVOKED = "revoked"


class State(StrEnum):
    """Of a paper."""

    WAITING = "waiting"
    SIGNING = "signing"
    SIGNED = "signed"
    FAILED = "failed"


class Failure(StrEnum):
    """Why a paper was not signed."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a reason
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    KEY = "key"
    """The key is not the one that was registered, or no key that can be used."""
    CERTIFICATE = "certificate"
    """It ended or was revoked while the paper waited."""
    FORM = "form"
    """The paper cannot take a signature."""


@dataclass(frozen=True, slots=True)
class Period:
    """What decides a certificate's standing."""

    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None


def standing(period: Period, *, at: datetime) -> Standing:
    """How a certificate stands at a moment."""
    if period.revoked_at is not None and period.revoked_at <= at:
        return Standing.REVOKED
    if at < period.valid_from:
        return Standing.NOT_YET
    if at > period.valid_until:
        return Standing.ENDED
    return Standing.ENDS_SOON if period.valid_until - at <= WARN_BEFORE else Standing.GOOD


def may_sign(stands: Standing) -> bool:
    """Whether a certificate may be used."""
    return stands in {Standing.GOOD, Standing.ENDS_SOON}
