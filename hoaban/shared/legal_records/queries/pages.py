"""What pages of a record show: read in one look, told once in the trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.legal_records import policies
from hoaban.shared.legal_records.queries import reading, standing
from hoaban.shared.legal_records.queries.standing import Standing
from hoaban.shared.papers import api as papers
from hoaban.shared.visits import api as visits


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit, its record (None: not opened yet), whether it must be said first why one looks, why the actor may not sign."""

    visit: visits.Visit
    record: Standing | None
    must_say_why: bool
    why_not: tuple[str, str] | None
    keeps: bool


@contextmanager
def one_look(*, actor: Actor, visit: UUID, now: datetime) -> Iterator[Shown]:
    """The record of a visit. :raises NotFound: the visit does not exist for this actor."""
    with audit.as_one(actor=actor, act="records.see", detail={"visit": str(visit)}, now=now):
        found = visits.get_visit(actor=actor, visit=visit)
        audit.look(actor=actor, act="records.see", persons=[found.arrival.person])
        code = found.arrival.facility_code
        yield Shown(
            found,
            standing.find_state(actor=actor, visit=visit),
            reading.must_say_why(actor=actor, visit=visit, now=now),
            papers.may_sign(actor, policies.SIGNED_ACT, code, clock.vietnam_day(now)),
            reading.may_keep(actor, code),
        )
