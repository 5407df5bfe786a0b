"""Which second factors somebody has, as their own page and the officer's show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hoaban.foundation.accounts import models


@dataclass(frozen=True, slots=True)
class PasskeyShown:
    """A passkey by the name its owner gave it."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """``app_since`` None: no authenticator app. ``codes_left``: recovery codes not used yet."""

    app_since: datetime | None
    passkeys: tuple[PasskeyShown, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor; recovery codes alone are none."""
        return self.app_since is not None or bool(self.passkeys)


def factors_of(account_id: int) -> Factors:
    """The second factors of an account."""
    app = models.Totp.objects.filter(account=account_id).first()
    keys = models.Passkey.objects.filter(account=account_id)
    left = models.RecoveryCode.objects.filter(account=account_id, used_at=None).count()
    shown = tuple(PasskeyShown(one.pk, one.name, one.created_at, one.used_at) for one in keys)
    return Factors(app.created_at if app else None, shown, left)
