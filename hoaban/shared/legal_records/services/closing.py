"""A record closes, is archived, and is opened again for a reason and for a time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.record import api as record
from hoaban.shared.legal_records import models, policies
from hoaban.shared.legal_records.queries import contents, standing
from hoaban.shared.legal_records.queries.standing import NoSuchRecord, Standing
from hoaban.shared.legal_records.rules import keeping
from hoaban.shared.legal_records.services import rows
from hoaban.shared.visits import api as visits


class NotYet(Invalid):
    """The record cannot be closed: nothing is signed, or the visit goes on."""


def close_record(*, actor: Actor, visit: UUID, now: datetime) -> Standing:
    """Close a record whose visit is over and whose last version is signed; closed already, nothing changes.

    One that was opened again and in which nothing was changed closes with the version it had.

    :raises NotFound: not for this actor, or no record. :raises NotYet.
    """
    return record.in_one_transaction(partial(_close, actor, visit, now))


def archive_record(*, actor: Actor, visit: UUID, number: str, retention: str = "", now: datetime) -> Standing:
    """Put a closed record away under the archive's number. ``retention``: another class than the one that was worked out.

    :raises NotAllowed: the actor keeps no records there. :raises Invalid: no number, one that is taken, no such class.
    :raises RecordMoved: it is not closed.
    """
    return record.in_one_transaction(partial(_archive, actor, visit, number.strip()[:40], retention, now))


def reopen_record(*, actor: Actor, visit: UUID, reason: str, basis: str, now: datetime) -> Standing:
    """Open a closed or archived record again, for the time that ``basis`` (a code of ``data/reasons.csv``) gives.

    :raises NotFound: not for this actor. :raises NotAllowed: this basis is for who keeps records.
    :raises Invalid: no reason, no such basis, or not from this state. :raises RecordMoved: it is open.
    """
    if not reason.strip():
        raise Invalid("Cần ghi lý do.", "A reason is needed.", place="reason")
    why = keeping.reasons("reopen").get(basis)
    if why is None:
        raise Invalid("Không có căn cứ này.", "There is no such basis.", place="basis")
    return record.in_one_transaction(partial(_reopen, actor, visit, reason.strip(), why, now))


def end_reopened(*, now: datetime) -> int:
    """Close what was opened again, whose time has run out, and in which no further version waits; returns how many."""
    late = models.LegalRecord.objects.filter(state="open", reopened_until__lt=now)
    count = 0
    for key in list(late.values_list("pk", flat=True)[:500]):
        count += record.in_one_transaction(partial(_end_reopened, key, now))
    return count


def close_if_over(actor: Actor, row: models.LegalRecord, now: datetime) -> None:
    """Close a record that was just signed, if the visit is over."""
    if row.state == "open" and row.ended_at is not None:
        _shut(actor, row, now)


def _close(actor: Actor, visit: UUID, now: datetime) -> Standing:
    found = visits.get_visit(actor=actor, visit=visit)
    row = _there(visit)
    if row.state == "closed":
        return standing.shaped(row, whole=True)
    rows.demand(row, "open")
    if found.is_open:
        raise NotYet("Lượt khám chưa kết thúc.", "The visit is not over.", place="state")
    if not row.version or row.versions.filter(state="waiting").exists():
        raise NotYet("Hồ sơ chưa được ký.", "The record is not signed yet.", place="state")
    row.ended_at = found.ended_at
    content = contents.read_content(actor=actor, visit=visit, now=now)
    _shut(actor, row, now, content.codes, content.whole.visit.outcome)
    rows.told(actor, "records.close", found, now)
    return standing.shaped(row, whole=True)


def _shut(
    actor: Actor, row: models.LegalRecord, now: datetime, codes: list[str] | None = None, outcome: str = ""
) -> None:
    if codes is None:
        content = contents.read_content(actor=policies.at_the_door(actor), visit=row.visit, now=now)
        codes, outcome = content.codes, content.whole.visit.outcome
    kept = keeping.class_of(codes, died="tử vong" in outcome.lower())
    row.state, row.closed_at, row.reopened_until = "closed", now, None
    row.retention, row.keep_until = kept.key, keeping.keep_until(kept, clock.vietnam_day(now))
    if row.archive_number:
        row.state = "archived"
    row.changed_at = now
    row.save()
    rows.tell(actor, row, "close", now)


def _archive(actor: Actor, visit: UUID, number: str, retention: str, now: datetime) -> Standing:
    row = _there(visit)
    policies.must(actor, policies.KEEP, row.facility_code, "records.archive")
    if row.state == "archived" and row.archive_number == number:
        return standing.shaped(row, whole=True)
    rows.demand(row, "closed")
    if not number:
        raise Invalid("Cần số lưu trữ.", "The archive's number is needed.", place="number")
    taken = models.LegalRecord.objects.filter(facility_code=row.facility_code, archive_number=number)
    if taken.exclude(pk=visit).exists():
        raise Invalid("Số lưu trữ này đã dùng.", "This number is taken.", place="number")
    if retention:
        chosen = next((one for one in keeping.retention_classes() if one.key == retention), None)
        if chosen is None:
            raise Invalid("Không có nhóm lưu trữ này.", "There is no such class.", place="retention")
        assert row.closed_at is not None  # noqa: S101
        row.retention = chosen.key
        row.keep_until = keeping.keep_until(chosen, clock.vietnam_day(row.closed_at))
    row.state, row.archived_at, row.archive_number, row.changed_at = "archived", now, number, now
    row.save()
    rows.tell(actor, row, "archive", now, why=number)
    rows.told_of(actor, "records.archive", row, now)
    return standing.shaped(row, whole=True)


def _reopen(actor: Actor, visit: UUID, reason: str, why: keeping.Reason, now: datetime) -> Standing:
    row = _there(visit)
    keeps = actor.may(policies.KEEP, Scope("facility", row.facility_code))
    if not keeps:
        visits.get_visit(actor=actor, visit=visit)
    rows.demand(row, "closed", "archived")
    if why.keeper_only and not keeps:
        raise NotAllowed(
            "Căn cứ này do người giữ hồ sơ mở.", "This basis is for who keeps the records.", place="basis"
        )
    if row.state not in why.states:
        raise Invalid(
            "Căn cứ này không mở được hồ sơ đã lưu trữ.",
            "This basis opens no archived record.",
            place="basis",
        )
    row.state, row.reopened_until, row.changed_at = "open", now + why.span, now
    row.save()
    rows.tell(actor, row, "reopen", now, basis=why.code, why=reason, until=row.reopened_until)
    rows.told_of(actor, "records.reopen", row, now, basis=why.code)
    return standing.shaped(row, whole=True)


def _end_reopened(visit: UUID, now: datetime) -> int:
    row = _there(visit)
    over = row.state == "open" and row.reopened_until is not None and row.reopened_until < now
    if not over or row.versions.filter(state="waiting").exists():
        return 0
    row.state = "archived" if row.archive_number else "closed"
    row.reopened_until, row.changed_at = None, now
    row.save()
    rows.tell("legal_records", row, "close", now, basis="term")
    return 1


def _there(visit: UUID) -> models.LegalRecord:
    row = rows.locked(visit)
    if row is None:
        raise NoSuchRecord
    return row
