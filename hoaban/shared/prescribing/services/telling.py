"""How alerts are taken: each that a doctor sees is noted once for a visit, and what became of it; never about whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hoaban.kernel.actor import Actor
from hoaban.shared.prescribing import models
from hoaban.shared.prescribing.queries.examining import Examined
from hoaban.shared.visits import api as visits

HEEDED, OVERRIDDEN, PASSED = "heeded", "overridden", "passed"


def note_shown(visit: visits.Visit, examined: Examined, actor: Actor, now: datetime) -> None:
    """Note the alerts that a doctor sees now and has not seen at this visit before."""
    open_ = models.AlertShown.objects.filter(visit=visit.id, outcome="")
    known = set(open_.values_list("key", flat=True))
    models.AlertShown.objects.bulk_create(
        models.AlertShown(
            visit=visit.id, key=one.key, rule=one.rule, kind=one.kind, interrupts=one.interrupts,
            facility_code=visit.arrival.facility_code, shown_at=now, shown_to=actor.id,
        )
        for one in examined.alerts
        if one.key not in known
    )  # fmt: skip


def settle(
    visit: visits.Visit, examined: Examined, reasons: Mapping[str, str], actor: Actor, now: datetime
) -> None:
    """The prescription is issued: what still speaks was passed over, what no longer does was heeded."""
    note_shown(visit, examined, actor, now)
    standing = {one.key: one for one in examined.alerts}
    for row in models.AlertShown.objects.filter(visit=visit.id, outcome=""):
        if row.key not in standing:
            row.outcome = HEEDED
        elif row.interrupts:
            row.outcome, row.reason = OVERRIDDEN, reasons.get(row.key, "")
        else:
            row.outcome = PASSED
        row.settled_at = now
        row.save(update_fields=["outcome", "reason", "settled_at"])
