"""One dossier: judged, and if it stands, written into the record and remembered; all in one transaction."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from hoaban.connect import claims as format_
from hoaban.foundation.codes import api as codes
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import HoaBanError, NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from hoaban.shared.claims import fhir
from hoaban.shared.claims.models import BatchFile, Dossier, Finding, Submission
from hoaban.shared.claims.rules import Finding as Noticed
from hoaban.shared.claims.services import judging
from hoaban.shared.claims.services.judging import Judged
from hoaban.shared.claims.services.lookups import lookups
from hoaban.shared.people import api as people

log = logging.getLogger("hoaban.claims")
XML = "application/xml"
_known_registers: set[tuple[str, str]] = set()
"""Organizations and practitioners that this process has seen in the record; they are written once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one dossier. ``outcome``: stored, corrected, unchanged or refused."""

    facility_code: str
    ma_lk: str
    verdict: str
    outcome: str
    findings: tuple[Noticed, ...]


class _Unfit(Exception):
    def __init__(self, finding: Noticed) -> None:
        super().__init__(finding.code)
        self.finding = finding


def take(
    dossier: format_.Dossier, *, actor: Actor, file: BatchFile, accepted_by_portal: bool, now: datetime
) -> Taken:
    """Judge a dossier and store it if it stands, with its findings either way. One dossier never stops the others."""
    judged = judging.judge(dossier, actor=actor, accepted_by_portal=accepted_by_portal, now=now)
    extra: list[Noticed] = []
    if judged.verdict != judging.REJECTED:
        try:
            with transaction.atomic():
                outcome, encounter = _store(judged, actor=actor, now=now)
                return _remember(judged, file, judged.verdict, outcome, encounter, (), now)
        except _Unfit as unfit:
            extra.append(unfit.finding)
        except HoaBanError as failure:
            extra.append(judging.unfit(failure.place, failure.message_vi, failure.message_en))
        except (ValueError, KeyError, TypeError, ArithmeticError, AttributeError, IndexError):
            log.exception("dossier failed", extra={"file": file.pk, "place": dossier.index})
            extra.append(judging.fault())
    with transaction.atomic():
        return _remember(judged, file, judging.REJECTED, "refused", None, extra, now)


def _store(judged: Judged, *, actor: Actor, now: datetime) -> tuple[str, UUID]:
    dossier = judged.dossier
    assert judged.start is not None  # noqa: S101  (judge rejects dossiers without a start)
    _lock(dossier.facility_code, dossier.ma_lk)
    before = Dossier.objects.filter(facility_code=dossier.facility_code, ma_lk=dossier.ma_lk).first()
    original = hashlib.sha256(dossier.original).hexdigest()
    if before is not None and before.original == original:
        return "unchanged", before.id
    files.put(content=dossier.original, media_type=XML)
    anchor = before.visit_start if before else None
    resources = fhir.map_dossier(
        dossier, level=judged.level.code, original_sha256=original, original_size=len(dossier.original),
        received_at=now, lookups=lookups(), anchor=anchor,
    )  # fmt: skip
    outline = fhir.outline(resources)
    _mark_by_tables(dossier, outline.encounter, now)
    door = record.open(actor, purpose=Purpose.PAYMENT, now=now)
    patient_id = record.uid_of("Patient", outline.patient["id"])
    if _is_superseded(patient_id, judged.start):
        resources = [one for one in resources if one is not outline.patient]
    entries = [*_registers(door, judged), *fhir.entries(resources)]
    person = people.place(patient=outline.patient, patient_id=patient_id, now=now)
    entries += [person] if person else []
    entries += _withdrawn(door, outline.provenance_id, resources) if before else []
    door.transact(entries)
    encounter = record.uid_of("Encounter", outline.encounter["id"])
    _keep(judged, before, encounter, patient_id, original, now)
    return ("corrected" if before else "stored"), encounter


def _lock(facility_code: str, ma_lk: str) -> None:
    """The same dossier sent twice at once is taken once, then found unchanged."""
    digest = hashlib.sha256(f"{facility_code}\x1f{ma_lk}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])


def _mark_by_tables(dossier: format_.Dossier, encounter: Json, now: datetime) -> None:
    labels = 0
    for table in dossier.tables:
        labels |= codes.table_labels(table, now.date())
    fhir.mark(encounter, labels)


def _is_superseded(patient_id: UUID, start: datetime) -> bool:
    """An older visit that arrives late must not overwrite what a newer one said about the patient."""
    return Dossier.objects.filter(patient=patient_id, visit_start__gt=start).exists()


def _registers(door: record.Door, judged: Judged) -> list[Entry]:
    """Organizations and practitioners that the dossier names and the record does not have yet."""
    level, asked = judged.level.code, lookups()
    named = [
        *fhir.organizations(judged.dossier, level=level, lookups=asked),
        *fhir.practitioners(judged.dossier, level=level, lookups=asked),
    ]
    unseen = [one for one, name in zip(named, fhir.names(named), strict=True) if name not in _known_registers]
    if not unseen:
        return []
    absent = door.absent(fhir.names(unseen))
    names = fhir.names(unseen)
    transaction.on_commit(lambda: _known_registers.update(names))
    return fhir.entries([one for one, name in zip(unseen, names, strict=True) if name in absent])


def _withdrawn(door: record.Door, provenance_id: str, resources: Sequence[Json]) -> list[Entry]:
    try:
        before = door.read("Provenance", provenance_id)
    except NotFound:
        return []
    return fhir.withdrawals(before.json(), resources)


def _keep(
    judged: Judged, before: Dossier | None, encounter: UUID, patient: UUID, original: str, now: datetime
) -> None:
    dossier = judged.dossier
    Dossier.objects.update_or_create(
        facility_code=dossier.facility_code,
        ma_lk=dossier.ma_lk,
        defaults={
            "id": encounter,
            "level": judged.level.code,
            "original": original,
            "patient": patient,
            "visit_start": before.visit_start if before else judged.start,
            "visit_end": judged.end or judged.start,
            "verdict": judged.verdict,
            "revision": before.revision + 1 if before else 1,
            "received_at": before.received_at if before else now,
            "changed_at": now,
        },
    )


def _remember(
    judged: Judged, file: BatchFile, verdict: str, outcome: str, encounter: UUID | None,
    extra: Sequence[Noticed], now: datetime,
) -> Taken:  # fmt: skip
    dossier = judged.dossier
    found = (*judged.findings, *extra)
    submission = Submission.objects.create(
        file=file, place=dossier.index, facility_code=dossier.facility_code[:5], ma_lk=dossier.ma_lk[:100],
        encounter=encounter, verdict=verdict, outcome=outcome,
        errors=sum(one.severity == "error" for one in found), warnings=sum(one.severity == "warning" for one in found),
        received_at=now,
    )  # fmt: skip
    store_findings(file, submission, found)
    BatchFile.objects.filter(pk=file.pk).update(done=dossier.index + 1)
    return Taken(dossier.facility_code, dossier.ma_lk, verdict, outcome, found)


def store_findings(file: BatchFile, submission: Submission | None, found: Sequence[Noticed]) -> None:
    """Keep findings of a dossier, or of the file itself when ``submission`` is ``None``."""
    Finding.objects.bulk_create(
        Finding(
            file=file, submission=submission, severity=one.severity, code=one.code, table=one.table, row=one.row,
            field=one.field[:40], value=one.value[:120], message_vi=one.message_vi[:600],
            message_en=one.message_en[:600], legal_basis=one.legal_basis[:200],
        )
        for one in found
    )  # fmt: skip
