"""The row of a record: opened, locked, and what was done with it told beside it and in the trail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict
from hoaban.shared.legal_records import models
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits


class RecordMoved(Conflict):
    """The record is in another state: it is closed, archived, or somebody was faster."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ đã chuyển sang trạng thái khác.", "The record is in another state by now.", place="state"
        )


def opened(actor: Actor, visit: visits.Visit, now: datetime) -> models.LegalRecord:
    """The record of a visit, locked; opened where there is none yet."""
    row, is_new = models.LegalRecord.objects.select_for_update().get_or_create(
        visit=visit.id,
        defaults={
            "facility_code": visit.arrival.facility_code, "number": visit.number, "patient": visit.patient,
            "opened_at": now, "opened_by": actor.id, "changed_at": now, "ended_at": visit.ended_at,
        },
    )  # fmt: skip
    if is_new:
        tell(actor, row, "open", now)
    return row


def locked(visit: UUID) -> models.LegalRecord | None:
    """The record of a visit, locked."""
    return models.LegalRecord.objects.select_for_update().filter(pk=visit).first()


def demand(row: models.LegalRecord, *states: str) -> None:
    """:raises RecordMoved: it is in none of these."""
    if row.state not in states:
        raise RecordMoved


def tell(
    by: Actor | str, row: models.LegalRecord, act: str, now: datetime, *, basis: str = "", why: str = "",
    until: datetime | None = None,
) -> None:  # fmt: skip
    """Keep what was done, in the record's own history; ``by``: who, or the name of a program of ours."""
    models.RecordEvent.objects.create(
        record=row,
        at=now,
        by=by if isinstance(by, str) else by.id,
        act=act,
        basis=basis,
        why=why[:500],
        until=until,
    )


def told(actor: Actor, act: str, visit: visits.Visit, now: datetime, **more: object) -> None:
    """Tell the trail, which names the person."""
    audit.write(
        actor=actor, act=act, persons=[visit.arrival.person], detail={"visit": str(visit.id), **more}, now=now
    )


def told_of(actor: Actor, act: str, row: models.LegalRecord, now: datetime, **more: object) -> None:
    """Tell the trail of somebody whose visit the actor may not see."""
    person = people.persons_today([UUID(row.patient)]).values()
    audit.write(actor=actor, act=act, persons=list(person), detail={"visit": str(row.visit), **more}, now=now)
