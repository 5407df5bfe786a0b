"""A record is asked for by who has no time to wait, and made in the background; what kept it back is told at the record."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError
from hoaban.record import api as record
from hoaban.shared.legal_records import models
from hoaban.shared.legal_records.queries import standing
from hoaban.shared.legal_records.queries.standing import Standing
from hoaban.shared.legal_records.services import making, rows
from hoaban.shared.visits import api as visits

MAKE = "legal_records.make"


def ask_for_record(*, actor: Actor, visit: UUID, now: datetime) -> Standing:
    """Let the record of a visit be made in the background, with what the actor may do then. Asked twice, it is made once.

    :raises NotFound: the visit is not for this actor. :raises RecordMoved: the record is closed.
    """
    return record.in_one_transaction(partial(_ask, actor, visit, now))


def make_asked(*, actor: Actor, visit: UUID, now: datetime) -> None:
    """Make it; a failure that is to be expected is told at the record instead of tried again."""
    try:
        making.make_record(actor=actor, visit=visit, now=now)
    except HoaBanError as failure:
        tell_fault(visit, failure.message_vi, failure.message_en)
    else:
        tell_fault(visit, "", "")


def tell_fault(visit: UUID, vi: str, en: str) -> None:
    """Nothing is being made any more; what kept it back is told at the record, empty where nothing did."""
    models.LegalRecord.objects.filter(pk=visit).update(asked_at=None, fault_vi=vi[:300], fault_en=en[:300])


def _ask(actor: Actor, visit: UUID, now: datetime) -> Standing:
    found = visits.get_visit(actor=actor, visit=visit)
    row = rows.opened(actor, found, now)
    rows.demand(row, "open")
    row.ended_at = found.ended_at
    rows.told(actor, "records.ask", found, now)
    defer(row, actor.id, now)
    return standing.shaped(row, whole=True)


def defer(row: models.LegalRecord, maker: str, now: datetime) -> None:
    """Let an open record be made in the background for an actor, by their id; saves the row, within the caller's transaction."""
    row.asked_at, row.changed_at, row.fault_vi, row.fault_en = now, now, "", ""
    row.save()
    job = app.configure_task(MAKE, queue="legal_records", queueing_lock=f"legal_records:{row.visit}")
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(visit=str(row.visit), actor=maker)
