"""Who a visit is of was said, or taken back, after its record was made: a further version is asked of who made the last one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.shared.legal_records import models
from hoaban.shared.legal_records.queries import standing
from hoaban.shared.legal_records.queries.standing import Standing
from hoaban.shared.legal_records.rules import keeping
from hoaban.shared.legal_records.services import later, rows
from hoaban.shared.visits import api as visits

IDENTITY = "identity"


def ask_for_named(*, actor: Actor, visit: UUID, now: datetime) -> Standing | None:
    """Let the record of a visit be made anew for its maker, because somebody else is named in it than before. What is closed or
    archived opens for it; the version that was signed stays readable. None: nothing was made yet, so nothing is wrong.

    The actor is who identified; the version waits for the signature of who made the one before. Without an account by now, they
    make none, and the record tells so.

    :raises NotFound: the visit is not for this actor.
    """

    def work() -> Standing | None:
        found = visits.get_visit(actor=actor, visit=visit)
        row = rows.locked(visit)
        last = row.versions.exclude(state="dropped").order_by("-number").first() if row else None
        if row is None or last is None:
            return None
        if row.state != "open":
            _open_again(actor, row, now)
        later.defer(row, last.made_by, now)
        rows.told(actor, "records.ask", found, now, basis=IDENTITY)
        return standing.shaped(row, whole=True)

    return record.in_one_transaction(work)


def _open_again(actor: Actor, row: models.LegalRecord, now: datetime) -> None:
    row.state, row.reopened_until = "open", now + keeping.reasons("reopen")[IDENTITY].span
    rows.tell(actor, row, "reopen", now, basis=IDENTITY, until=row.reopened_until)
