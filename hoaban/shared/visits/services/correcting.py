"""What was taken down at the arrival is corrected; a visit that was opened by mistake is cancelled."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.visits import fhir, models, policies, queries
from hoaban.shared.visits.fhir import OPEN_STATES, Arrival, State, Visit
from hoaban.shared.visits.services import noting


def correct_arrival(*, actor: Actor, visit: UUID, arrival: Arrival, now: datetime) -> Visit:
    """Say anew who pays, why they came, where they go; whose visit it is and at which facility stays.

    :raises NotAllowed, NoSuchVisit, VisitNotValid. :raises VisitMoved: the visit is over.
    """
    noting.check(arrival, clock.vietnam_day(now))
    return record.in_one_transaction(partial(_correct, actor, visit, arrival, now))


def _correct(actor: Actor, visit: UUID, arrival: Arrival, now: datetime) -> Visit:
    row = _received(actor, visit, "visits.correct")
    noting.demand(row, *OPEN_STATES)
    noting.fill(row, arrival)
    kept = noting.keep(actor, row, "visits.correct", now)
    names = noting.names_on(row.facility_code, clock.vietnam_day(now))
    coverage = fhir.build_coverage(kept, arrival.card, names)
    _rewrite(actor, row, now, [Entry("PUT", "Coverage", coverage["id"], coverage)])
    return kept


def cancel_visit(*, actor: Actor, visit: UUID, reason: str, now: datetime) -> Visit:
    """They left before anybody saw them, or it was opened by mistake. Cancelled already, nothing changes.

    :raises NotAllowed, NoSuchVisit. :raises VisitNotValid: no reason. :raises VisitMoved: somebody has seen them.
    """
    if not reason.strip():
        raise noting.VisitNotValid("Cần ghi lý do hủy.", "A reason is needed.", place="reason")
    return record.in_one_transaction(partial(_cancel, actor, visit, reason.strip()[:300], now))


def _cancel(actor: Actor, visit: UUID, reason: str, now: datetime) -> Visit:
    row = _received(actor, visit, "visits.cancel")
    if row.state == State.CANCELLED:
        return queries.shaped([row])[0]
    noting.demand(row, State.ARRIVED, State.TRIAGED)
    row.state, row.ended_at, row.why = State.CANCELLED, now, reason
    kept = noting.keep(actor, row, "visits.cancel", now)
    _rewrite(actor, row, now, [])
    return kept


def _received(actor: Actor, visit: UUID, act: str) -> models.Visit:
    row = queries.row_of(actor, visit, lock=True)
    policies.must(actor, policies.RECEIVE, policies.place_of(row.facility_code, row.department), act)
    return row


def _rewrite(actor: Actor, row: models.Visit, now: datetime, entries: list[Entry]) -> None:
    mine = policies.at_the_door(actor)
    before, stored = noting.encounter_of(record.open(mine, purpose=Purpose.TREATMENT, now=now), row.pk)
    noting.write(mine, [noting.entry(noting.rebuilt(row, before, now), stored), *entries], now)
