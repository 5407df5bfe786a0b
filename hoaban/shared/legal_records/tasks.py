"""Records are made in the background where a page must be quick; what was opened again is closed when its time is over."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.errors import NotFound
from hoaban.shared.legal_records.services import closing, later


@app.task(name=later.MAKE, queue="legal_records")
def make(visit: str, actor: str) -> None:
    """Make the record of a visit for whoever is to sign it, with what they may do now."""
    try:
        maker = accounts.actor_by_id(actor)
    except NotFound as gone:
        later.tell_fault(UUID(visit), gone.message_vi, gone.message_en)
    else:
        later.make_asked(actor=maker, visit=UUID(visit), now=clock.now())


@app.periodic(cron="*/10 * * * *", periodic_id="legal_records")
@app.task(
    name="legal_records.end_reopened", queue="legal_records", queueing_lock="legal_records.end_reopened"
)
def end_reopened(timestamp: int) -> None:  # noqa: ARG001
    """Close what was opened again and whose time is over."""
    closing.end_reopened(now=clock.now())
