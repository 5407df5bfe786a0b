"""The register of processing activities, with what people said of each impact assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.models import ImpactAssessment
from hoaban.shared.privacy.rules import processing
from hoaban.shared.privacy.rules.processing import Activity, Assessment, Standing

LOOK, EXPORT = "privacy.processing", "privacy.export-register"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of an impact assessment, and when."""

    at: datetime
    by: str
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of the register. ``said``: of its impact assessment, the latest last."""

    activity: Activity
    said: tuple[Said, ...]
    standing: Standing

    @property
    def assessment(self) -> Assessment | None:
        """What holds of the impact assessment."""
        return self.said[-1].assessment if self.said else None


@dataclass(frozen=True, slots=True)
class Register:
    """All activities, and who said something of them."""

    entries: tuple[Entry, ...]
    known: Mapping[str, accounts.Known]


def register(*, actor: Actor, now: datetime, act: str = LOOK) -> Register:
    """The whole register. ``act``: shown on a page, or taken away as a file. :raises NotAllowed: the actor keeps none."""
    policies.must(actor, policies.REGISTER, act)
    with transaction.atomic():
        found = _register([one.key for one in processing.activities()], now)
        audit.write(
            actor=actor, act=act, purpose=Purpose.OPERATIONS, detail={"count": len(found.entries)}, now=now
        )
        return found


def find_activity(*, actor: Actor, key: str, now: datetime) -> tuple[Entry, Register]:
    """One activity. :raises NotAllowed: the actor keeps no register. :raises NotFound: there is no such activity."""
    policies.must(actor, policies.REGISTER, LOOK)
    processing.activity(key)
    with transaction.atomic():
        found = _register([key], now)
        audit.write(actor=actor, act=LOOK, purpose=Purpose.OPERATIONS, detail={"activity": key}, now=now)
        return found.entries[0], found


def _register(keys: list[str], now: datetime) -> Register:
    said: dict[str, list[Said]] = {}
    for row in ImpactAssessment.objects.filter(activity__in=keys).order_by("id"):
        one = Assessment(row.began_on, row.made_on, row.sent_on, row.number, row.words)
        said.setdefault(row.activity, []).append(Said(row.at, row.by, one))
    today = vietnam_day(now)
    entries = tuple(
        Entry(
            one,
            tuple(said.get(one.key, ())),
            processing.standing(said[one.key][-1].assessment if one.key in said else None, on=today),
        )
        for one in processing.activities()
        if one.key in keys
    )
    return Register(entries, accounts.known_actors({one.by for found in said.values() for one in found}))
