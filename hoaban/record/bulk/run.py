"""The work of an import: portion after portion, each committed together with how far it came.

Killed at any moment, it goes on where the last commit left it: nothing is lost, nothing is stored or counted twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import HoaBanError, Invalid
from hoaban.record import api as record
from hoaban.record.bulk import jobs, lines
from hoaban.record.engine import parse_json
from hoaban.record.models import ImportJob
from hoaban.record.rest import outcome
from hoaban.record.shapes import Entry, Json

log = logging.getLogger("hoaban.import")

Numbered = list[tuple[int, Entry]]


@dataclass(slots=True)
class _Done:
    """What became of one portion. ``errors``: OperationOutcomes."""

    outcomes: list[str] = field(default_factory=list)
    errors: list[bytes] = field(default_factory=list)


def run(job: UUID, *, clock: Callable[[], datetime]) -> None:
    """Do an import, or go on with it, until it is over or has been ended."""
    while _step(job, clock):
        pass


def _step(job_id: UUID, clock: Callable[[], datetime]) -> bool:
    """One portion. Whether there is more to do."""
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().filter(id=job_id, state__in=jobs.OPEN_STATES).first()
        if job is None:
            return False
        job.state = "running"
        try:
            actor = accounts.actor_by_id(job.asked_by).in_request(str(job_id))
            _portion(job, actor, clock)
        except (OSError, accounts.UnknownAccount, record.NotAllowed) as failure:
            log.warning("import failed", extra={"kind": type(failure).__name__})
            job.state, job.failure = "failed", type(failure).__name__
        job.moved_at = clock()
        if job.state != "running":
            job.ended_at = clock()
        job.save()
        return job.state == "running"


def _portion(job: ImportJob, actor: Actor, clock: Callable[[], datetime]) -> None:
    if job.file >= len(job.files):
        job.state = "done"
        return
    name, path = job.files[job.file]["name"], Path(job.files[job.file]["path"])
    portion = lines.read(path, job.offset, job.line)
    done = _Done()
    entries: Numbered = []
    for number, text in portion.lines:
        try:
            entries.append((number, _entry(text)))
        except HoaBanError as failure:
            done.errors.append(_told(failure, name, number))
    door = record.open(actor, purpose=Purpose(job.purpose), now=clock())
    _write(door, entries, name, done)
    job.stored += len(done.outcomes) - done.outcomes.count("unchanged")
    job.unchanged += done.outcomes.count("unchanged")
    job.refused += len(done.errors)
    job.errors_size = _keep(jobs.errors_of(job.id), job.errors_size, done.errors)
    job.offset, job.line = portion.end, portion.last
    if portion.finished:
        job.file, job.offset, job.line = job.file + 1, 0, 0


def _entry(text: bytes | None) -> Entry:
    if text is None:
        raise Invalid("Dòng quá dài.", "The line is too long.")
    resource = parse_json.loads(text)
    kind, fhir_id = resource.get("resourceType"), resource.get("id")
    if not isinstance(kind, str) or not isinstance(fhir_id, str | None):
        raise Invalid("resourceType hoặc id không đúng.", "The resourceType or id is not right.")
    return Entry("PUT", kind, fhir_id, resource) if fhir_id else Entry("POST", kind, resource=resource)


def _write(door: record.Door, entries: Numbered, name: str, done: _Done) -> None:
    """All together, which is cheap; if that fails, one by one, so that only what is wrong is left out."""
    if not entries:
        return
    try:
        done.outcomes += [one.outcome for one in door.transact([entry for _, entry in entries])]
    except (record.LostRace, record.NotAllowed):
        raise
    except (HoaBanError, psycopg.DataError) as failure:
        if len(entries) == 1:
            done.errors.append(_told(_in_words(failure), name, entries[0][0]))
            return
        for each in entries:
            _write(door, [each], name, done)


def _in_words(failure: HoaBanError | psycopg.DataError) -> HoaBanError:
    if isinstance(failure, HoaBanError):
        return failure
    return Invalid("Giá trị nằm ngoài phạm vi lưu được.", "A value is outside what can be stored.")


def _told(failure: HoaBanError, name: str, number: int) -> bytes:
    issues = [
        {**issue, "diagnostics": f"{name}:{number}: {issue['diagnostics']}"}
        for issue in outcome.issues_of(failure)
    ]
    said: Json = {"resourceType": "OperationOutcome", "issue": issues}
    return parse_json.dumps(said)


def _keep(path: Path, size: int, errors: Sequence[bytes]) -> int:
    """Add to the file of errors after what was committed; what a killed run left beyond it goes. Its size now."""
    if not errors and size == 0:
        return 0
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(b"".join(each + b"\n" for each in errors))
        return file.tell()
