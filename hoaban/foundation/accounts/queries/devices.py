"""Who may unlock a device: those who signed in wholly on it today and have not left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import may_be_used
from hoaban.foundation.accounts.rules.measures import Measures
from hoaban.kernel.clock import vietnam_day


@dataclass(frozen=True, slots=True)
class Occupant:
    """A person of a device, with the session that waits for them."""

    account: int
    session: UUID
    name: str
    post_vi: str
    post_en: str
    has_pin: bool
    has_passkey: bool

    def post(self, language: str) -> str:
        """The post in ``vi`` or ``en``."""
        return self.post_en if language == "en" else self.post_vi


def occupants_of(session: UUID, *, now: datetime, limits: Measures) -> list[Occupant]:
    """The people of the device on which a session lies, its own first, then the latest seen."""
    device = models.Session.objects.values_list("device_id", flat=True).get(pk=session)
    since = now - timedelta(hours=limits.session_hours)
    rows = models.Session.objects.select_related("account").filter(
        device=device, is_whole=True, ended_at=None, opened_at__gt=since, person=None
    )
    latest: dict[int, tuple[models.Session, models.Account]] = {}
    for row in sorted(rows, key=lambda row: (row.pk != session, -row.seen_at.timestamp())):
        today = vietnam_day(row.opened_at) == vietnam_day(now) or row.pk == session
        if row.account is not None and may_be_used(row.account) and today:
            latest.setdefault(row.account.pk, (row, row.account))
    pins = set(models.Pin.objects.filter(device=device).values_list("account_id", flat=True))
    keys = set(models.Passkey.objects.filter(account__in=latest).values_list("account_id", flat=True))
    return [
        Occupant(pk, row.pk, owner.display_name, owner.post_vi, owner.post_en, pk in pins, pk in keys)
        for pk, (row, owner) in latest.items()
    ]


def has_pin(session: UUID) -> bool:
    """Whether the owner of a session has a PIN on its device."""
    row = models.Session.objects.get(pk=session)
    return models.Pin.objects.filter(account=row.account_id, device=row.device_id).exists()
