"""A paper that is no longer good: cancelled with a reason, or replaced by another one. What was written stays readable."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.papers import fhir, models
from hoaban.shared.papers.queries import listing
from hoaban.shared.papers.queries.listing import Paper
from hoaban.shared.papers.services import offering, writing


class PaperEnded(Conflict):
    """The paper was cancelled or replaced already."""

    def __init__(self) -> None:
        super().__init__(
            "Giấy này đã bị hủy hoặc thay thế.",
            "This paper was cancelled or replaced already.",
            place="paper",
        )


def cancel_paper(*, actor: Actor, paper: UUID, reason: str, now: datetime) -> Paper:
    """A paper was written by mistake, or is not needed. Cancelled already, nothing changes.

    :raises NoSuchPaper. :raises Invalid: no reason. :raises PaperEnded: it was replaced. :raises MayNotSign: as in writing.
    """
    why = _reason(reason)
    return record.in_one_transaction(partial(_cancel, actor, paper, why, now))


def replace_paper(*, actor: Actor, paper: UUID, wanted: writing.Wanted, reason: str, now: datetime) -> Paper:
    """Write another one in the place of a paper that was wrong; returns the new one.

    :raises PaperEnded, NoSuchPaper: as in cancelling; and what :func:`writing.write_paper` raises.
    """
    why = _reason(reason)
    return record.in_one_transaction(partial(_replace, actor, paper, wanted, why, now))


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid("Cần ghi lý do.", "A reason is needed.", place="reason")
    return text.strip()[:300]


def _cancel(actor: Actor, paper: UUID, why: str, now: datetime) -> Paper:
    with audit.as_one(actor=actor, act="papers.cancel", detail={"paper": str(paper)}, now=now):
        found, row = _locked(actor, paper)
        if row.state == "cancelled":
            return found
        writing.must_sign(actor, found, now)
        return _end(actor, row, "cancelled", why, now)


def _replace(actor: Actor, paper: UUID, wanted: writing.Wanted, why: str, now: datetime) -> Paper:
    with audit.as_one(actor=actor, act="papers.replace", detail={"paper": str(paper)}, now=now):
        _found, row = _locked(actor, paper)
        again = models.Paper.objects.filter(replaces=paper, once=wanted.once).exclude(once="").first()
        if again:
            return listing.shaped(again)
        _end(actor, row, "replaced", why, now)
        return writing.write_paper(
            actor=actor, visit=row.visit, wanted=replace(wanted, replaces=paper), now=now
        )


def _locked(actor: Actor, paper: UUID) -> tuple[Paper, models.Paper]:
    found, _row = listing.seen_row(actor, paper)
    return found, models.Paper.objects.select_for_update().get(pk=paper)


def _end(actor: Actor, row: models.Paper, state: str, why: str, now: datetime) -> Paper:
    if row.state != "issued":
        raise PaperEnded
    offering.withdraw(actor, row, now)
    row.state, row.why, row.ended_at, row.ended_by = state, why, now, actor.id
    row.save()
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    entries = []
    for kind in ("DocumentReference", "Composition", *(["ServiceRequest"] if row.request else [])):
        stored = door.read(kind, str(row.pk))
        changed = fhir.withdrawn(stored.json(), replaced=state == "replaced")
        entries.append(Entry("PUT", kind, str(row.pk), changed, stored.version))
    door.transact(entries)
    return listing.shaped(row)
