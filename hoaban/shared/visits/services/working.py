"""A visit is worked: it moves on, what was found is written with it, it ends, and may be opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from hoaban.foundation.codes import api as codes
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.visits import fhir, models, policies, queries, rules
from hoaban.shared.visits.fhir import OPEN_STATES, Outcome, State, Visit, VisitDiagnosis
from hoaban.shared.visits.services import noting


def note(
    *, actor: Actor, visit: UUID, entries: Sequence[Entry], to: State | None = None, practitioner: str = "",
    diagnoses: Sequence[VisitDiagnosis] | None = None, outcome: Outcome | None = None, now: datetime,
) -> Visit:  # fmt: skip
    """Write what somebody found at a visit, and move the visit, in one act of the record's door under the actor's own leave.

    ``entries``: facts of the visit, built by who calls. ``to``: where the visit moves; None, or where it is: it stays.
    ``practitioner``: staff number of who sees them. ``diagnoses``: all of the visit, anew; None leaves them. ``outcome``: how it
    ended, with ``to`` ended.

    :raises NotAllowed: the actor does not work there, or may not write or sign one of the facts. :raises NoSuchVisit.
    :raises VisitMoved: the visit cannot go there from where it is. :raises VisitNotValid: a code of the outcome.
    """
    if outcome is not None:
        _check(outcome, now)
    work = partial(_note, actor, visit, entries, to, practitioner, diagnoses, outcome, now)
    return record.in_one_transaction(work)


def _note(
    actor: Actor, visit: UUID, entries: Sequence[Entry], to: State | None, practitioner: str,
    diagnoses: Sequence[VisitDiagnosis] | None, outcome: Outcome | None, now: datetime,
) -> Visit:  # fmt: skip
    row = _worked(actor, visit, "visits.note")
    if to is None or to == row.state:
        noting.demand(row, *OPEN_STATES)
    else:
        _move(row, to, now)
    row.practitioner = practitioner or row.practitioner
    kept = noting.keep(actor, row, "visits.note", now, state=row.state, facts=len(entries))
    before, stored = noting.encounter_of(record.open(actor, purpose=Purpose.TREATMENT, now=now), row.pk)
    encounter = noting.rebuilt(row, before, now)
    if practitioner:
        day = clock.vietnam_day(now)
        known = workforce.find_practitioner(practitioner, day, facility_code=row.facility_code)
        who = workforce.practitioner_id(row.facility_code, practitioner)
        encounter = fhir.with_practitioner(encounter, who, known.name if known else practitioner)
    if diagnoses is not None:
        encounter = fhir.with_diagnoses(encounter, diagnoses)
    if outcome is not None:
        encounter = fhir.with_outcome(
            encounter, outcome, noting.names_on(row.facility_code, clock.vietnam_day(now))
        )
    noting.write(actor, [*entries, noting.entry(encounter, stored)], now)
    return kept


def reopen(*, actor: Actor, visit: UUID, reason: str, now: datetime) -> Visit:
    """A visit that ended less than a day ago is being seen again.

    Whether its record is closed by then is asked before by who calls: a closed one is corrected by a new version instead.

    :raises NotAllowed, NoSuchVisit. :raises VisitNotValid: no reason. :raises VisitMoved: it has not ended, or too long ago.
    """
    if not reason.strip():
        raise noting.VisitNotValid("Cần ghi lý do mở lại.", "A reason is needed.", place="reason")
    return record.in_one_transaction(partial(_reopen, actor, visit, reason.strip()[:300], now))


def _reopen(actor: Actor, visit: UUID, reason: str, now: datetime) -> Visit:
    row = _worked(actor, visit, "visits.reopen")
    noting.demand(row, State.ENDED)
    if row.ended_at is not None and now - row.ended_at > timedelta(days=1):
        raise noting.VisitMoved(
            "Lượt khám đã kết thúc quá một ngày.", "The visit ended more than a day ago.", place="state"
        )
    row.state, row.ended_at, row.why = State.SEEN, None, reason
    kept = noting.keep(actor, row, "visits.reopen", now)
    before, stored = noting.encounter_of(record.open(actor, purpose=Purpose.TREATMENT, now=now), row.pk)
    noting.write(actor, [noting.entry(noting.rebuilt(row, before, now), stored)], now)
    return kept


def _move(row: models.Visit, to: State, now: datetime) -> None:
    if to == State.CANCELLED or not rules.may_become(State(row.state), to) or row.state == State.ENDED:
        noting.demand(row)
    row.state = to
    row.ended_at = now if to == State.ENDED else None


def _check(outcome: Outcome, now: datetime) -> None:
    day = clock.vietnam_day(now)
    for field, code, place, vi, en in (
        (
            "MA_LOAI_RV",
            outcome.disposition,
            "disposition",
            "Không có cách ra viện này.",
            "There is no such disposition.",
        ),
        (
            "KET_QUA_DTRI",
            outcome.result,
            "result",
            "Không có kết quả điều trị này.",
            "There is no such result.",
        ),
    ):
        if codes.find(field, code, day) is None:
            raise noting.VisitNotValid(vi, en, place=place)


def _worked(actor: Actor, visit: UUID, act: str) -> models.Visit:
    row = queries.row_of(actor, visit, lock=True)
    policies.must(actor, policies.WORK, policies.place_of(row.facility_code, row.department), act)
    return row
