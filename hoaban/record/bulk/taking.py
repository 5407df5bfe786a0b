"""One part of an import, in one transaction with the note of what became of it: in this process or one beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import alone
from hoaban.kernel.actor import Purpose
from hoaban.kernel.errors import HoaBanError, Invalid
from hoaban.record import api as record
from hoaban.record.bulk import jobs
from hoaban.record.bulk.lines import Line
from hoaban.record.engine import parse_json
from hoaban.record.models import ImportJob, ImportPart
from hoaban.record.rest import outcome
from hoaban.record.shapes import Entry, Json

Numbered = list[tuple[int, Entry]]


class _NotOpen(Exception):
    """The import is over, or was ended."""


@dataclass(slots=True)
class Taken:
    """What became of one part. ``errors``: an OperationOutcome for each number of a line that was refused."""

    stored: int = 0
    unchanged: int = 0
    errors: list[tuple[int, bytes]] = field(default_factory=list)
    stopped: str = ""
    """Why nothing was done and the import may not go on: the kind of the failure, or "cancelled"."""


def take_beside(*, job: UUID, **arguments: object) -> Taken:
    """Take one part in a process beside the one that runs the import."""
    alone.stay_with(job)
    return take(job=job, **arguments)  # type: ignore[arg-type]


WORK = f"{take_beside.__module__}:{take_beside.__name__}"


def take(*, job: UUID, file: int, name: str, lines: tuple[Line, ...], now: datetime) -> Taken:
    """Store what can stand of some lines of a file, and note down which lines are done.

    :raises LostRace: others wrote the same resources again and again.
    """
    taken = Taken()
    try:
        with transaction.atomic():
            _store(_door(job, now), name, lines, taken)
            ImportPart.objects.create(
                job_id=job, file=file, lines=[number for number, _ in lines], stored=taken.stored,
                unchanged=taken.unchanged, errors=[[number, told.decode()] for number, told in taken.errors],
            )  # fmt: skip
    except (accounts.UnknownAccount, record.NotAllowed) as failure:
        return Taken(stopped=type(failure).__name__)
    except _NotOpen:
        return Taken(stopped="cancelled")
    return taken


def _door(job: UUID, now: datetime) -> record.Door:
    """The record as whoever asked may use it now; they may have lost rights since they asked."""
    row = ImportJob.objects.filter(id=job, state__in=jobs.OPEN_STATES).values("asked_by", "purpose").first()
    if row is None:
        raise _NotOpen
    actor = accounts.actor_by_id(row["asked_by"]).in_request(str(job))
    return record.open(actor, purpose=Purpose(row["purpose"]), now=now)


def _store(door: record.Door, name: str, lines: tuple[Line, ...], taken: Taken) -> None:
    entries: Numbered = []
    for number, text in lines:
        try:
            entries.append((number, _entry(text)))
        except HoaBanError as failure:
            taken.errors.append((number, _told(failure, name, number)))
    waiting = [entries] if entries else []
    while waiting:
        some = waiting.pop()
        refused = _write(door, some, taken)
        if refused is None:
            continue
        if len(some) > 1:
            waiting += reversed(_apart(some, refused.entry))
        else:
            taken.errors.append((some[0][0], _told(refused, name, some[0][0])))
    taken.errors.sort()


def _entry(text: bytes | None) -> Entry:
    if text is None:
        raise Invalid("Dòng quá dài.", "The line is too long.")
    resource = parse_json.loads(text)
    kind, fhir_id = resource.get("resourceType"), resource.get("id")
    if not isinstance(kind, str) or not isinstance(fhir_id, str | None):
        raise Invalid("resourceType hoặc id không đúng.", "The resourceType or id is not right.")
    return Entry("PUT", kind, fhir_id, resource) if fhir_id else Entry("POST", kind, resource=resource)


def _write(door: record.Door, entries: Numbered, taken: Taken) -> HoaBanError | None:
    """Store them together, which is cheap; or say why not."""
    try:
        outcomes = [one.outcome for one in door.transact([entry for _, entry in entries])]
    except (record.LostRace, record.NotAllowed):
        raise
    except HoaBanError as failure:
        return failure
    except psycopg.DataError:
        return Invalid("Giá trị nằm ngoài phạm vi lưu được.", "A value is outside what can be stored.")
    unchanged = outcomes.count("unchanged")
    taken.unchanged += unchanged
    taken.stored += len(outcomes) - unchanged
    return None


def _apart(entries: Numbered, wrong: int | None) -> list[Numbered]:
    """What comes before the one that is to blame, that one, and the rest; halves if nobody knows which it is.

    A resource that appears a second time is to blame, too, and goes in by itself, after the first.
    """
    cuts = (len(entries) // 2,) * 2 if wrong is None else (wrong, wrong + 1)
    pieces = (entries[: cuts[0]], entries[cuts[0] : cuts[1]], entries[cuts[1] :])
    return [piece for piece in pieces if piece]


def _told(failure: HoaBanError, name: str, number: int) -> bytes:
    issues = [
        {**issue, "diagnostics": f"{name}:{number}: {issue['diagnostics']}"}
        for issue in outcome.issues_of(failure)
    ]
    said: Json = {"resourceType": "OperationOutcome", "issue": issues}
    return parse_json.dumps(said)
