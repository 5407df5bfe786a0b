"""Dossiers that stand become resources of the record: one call of the door for all of a group."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Purpose, system_actor
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from hoaban.shared.claims import fhir
from hoaban.shared.claims.models import Dossier
from hoaban.shared.claims.services.judging import Judged
from hoaban.shared.claims.services.lookups import lookups
from hoaban.shared.people import api as people

XML = "application/xml"
Key = tuple[str, str]
_known_registers: set[Key] = set()
"""Organizations and practitioners that this process has seen in the record; they are written once."""
_ACTOR = system_actor(
    "claims", f"record.read:{Purpose.PAYMENT}", f"record.write:{Purpose.PAYMENT}",
    *(f"label.{name}" for name in ("hiv", "tb", "abortion", "sexual_violence", "mental", "donor")),
)  # fmt: skip
"""Writes what a sender was allowed to submit; who sent it stands in the batch and its own entry in the trail."""
_UPDATED = ["level", "original", "patient", "visit_end", "verdict", "is_finished", "revision", "changed_at"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a dossier that stands: stored, corrected or unchanged; and its Encounter."""

    what: str
    encounter: UUID


@dataclass(frozen=True, slots=True)
class _Mapped:
    """A dossier with the resources it becomes."""

    judged: Judged
    before: Dossier | None
    original: str
    resources: list[Json]
    outline: fhir.Outline
    encounter: UUID
    patient: UUID


def store(standing: Sequence[Judged], *, now: datetime) -> dict[Key, Outcome]:
    """Write these dossiers; returns what became of each. Runs in the caller's transaction.

    :raises HoaBanError: one of them cannot be stored; nothing of the group is.
    """
    if not standing:
        return {}
    _lock(one.key for one in standing)
    known = _known(standing)
    digests = {one.key: hashlib.sha256(one.dossier.original).hexdigest() for one in standing}
    outcomes = {
        one.key: Outcome("unchanged", known[one.key].id)
        for one in standing
        if one.key in known and _stays(one, known[one.key], digests[one.key])
    }
    changing = [one for one in standing if one.key not in outcomes]
    if not changing:
        return outcomes
    files.put_many([(one.dossier.original, XML) for one in changing])
    mapped = [_map(one, known.get(one.key), digests[one.key], now) for one in changing]
    _write(mapped, now=now)
    _keep(mapped, now)
    for one in mapped:
        outcomes[one.judged.key] = Outcome("corrected" if one.before else "stored", one.encounter)
    return outcomes


def _lock(keys: Iterable[Key]) -> None:
    """Who writes the same visit or register at once waits here, and then finds it written."""
    digests = (hashlib.sha256("\x1f".join(key).encode()).digest()[:8] for key in keys)
    numbers = sorted(int.from_bytes(digest, "big", signed=True) for digest in digests)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(k) from unnest(%s::bigint[]) as k", [numbers])


def _known(standing: Sequence[Judged]) -> dict[Key, Dossier]:
    found: dict[Key, Dossier] = {}
    for facility in {one.dossier.facility_code for one in standing}:
        numbers = [one.dossier.ma_lk for one in standing if one.dossier.facility_code == facility]
        for row in Dossier.objects.filter(facility_code=facility, ma_lk__in=numbers):
            found[facility, row.ma_lk] = row
    return found


def _stays(one: Judged, before: Dossier, original: str) -> bool:
    """The same again; or a check-in that arrives after the finished visit, which says more."""
    return before.original == original or (before.is_finished and not one.is_finished)


def _map(one: Judged, before: Dossier | None, original: str, now: datetime) -> _Mapped:
    resources = fhir.map_dossier(
        one.dossier, level=one.level.code, original_sha256=original, original_size=len(one.dossier.original),
        received_at=now, lookups=lookups(), anchor=before.visit_start if before else None,
    )  # fmt: skip
    outline = fhir.outline(resources)
    return _Mapped(
        one, before, original, resources, outline, record.uid_of("Encounter", outline.encounter["id"]),
        record.uid_of("Patient", outline.patient["id"]),
    )  # fmt: skip


def _write(mapped: Sequence[_Mapped], *, now: datetime) -> None:
    door = record.open(_ACTOR, purpose=Purpose.PAYMENT, now=now)
    superseded = _superseded(mapped)
    entries: dict[Key, Entry] = {}
    patients: dict[UUID, Json] = {}
    for one in sorted(mapped, key=lambda each: each.judged.began):
        # of what several visits share (the Patient, a card) the newest visit says how it is
        for name, entry in zip(fhir.names(one.resources), fhir.entries(one.resources), strict=True):
            entries[name] = entry
        patients[one.patient] = one.outline.patient
        for withdrawn in _withdrawn(door, one):
            entries[withdrawn.type, withdrawn.id] = withdrawn
    for one in mapped:
        if one.patient in superseded:
            for name in fhir.shared_names(one.resources):
                entries.pop(name, None)
            patients.pop(one.patient, None)
    persons = people.place(patients=patients, now=now)
    door.transact([*_registers(door, mapped), *entries.values(), *persons])


def _superseded(mapped: Sequence[_Mapped]) -> set[UUID]:
    """Patients of whom a newer visit is stored: an older one that arrives late must not overwrite what it said."""
    newest = dict(
        Dossier.objects.filter(patient__in={one.patient for one in mapped})
        .values_list("patient")
        .annotate(Max("visit_start"))
    )
    starts: dict[UUID, datetime] = {}
    for one in mapped:
        starts[one.patient] = max(one.judged.began, starts.get(one.patient, one.judged.began))
    return {patient for patient, start in starts.items() if patient in newest and newest[patient] > start}


def _withdrawn(door: record.Door, one: _Mapped) -> list[Entry]:
    if one.before is None:
        return []
    try:
        before = door.read("Provenance", one.outline.provenance_id)
    except NotFound:
        return []
    return fhir.withdrawals(before.json(), one.resources)


def _registers(door: record.Door, mapped: Sequence[_Mapped]) -> list[Entry]:
    """Organizations and practitioners that the dossiers name and the record does not have yet."""
    named: dict[Key, Json] = {}
    for one in mapped:
        level, asked = one.judged.level.code, lookups()
        found = [
            *fhir.organizations(one.judged.dossier, level=level, lookups=asked),
            *fhir.practitioners(one.judged.dossier, level=level, lookups=asked),
        ]
        named.update(zip(fhir.names(found), found, strict=True))
    unseen = {name: resource for name, resource in named.items() if name not in _known_registers}
    if not unseen:
        return []
    _lock(unseen)
    absent = door.absent(list(unseen))
    transaction.on_commit(lambda: _known_registers.update(unseen))
    return fhir.entries([resource for name, resource in unseen.items() if name in absent])


def _keep(mapped: Sequence[_Mapped], now: datetime) -> None:
    Dossier.objects.bulk_create(
        [
            Dossier(
                id=one.encounter, facility_code=one.judged.dossier.facility_code, ma_lk=one.judged.dossier.ma_lk,
                level=one.judged.level.code, original=one.original, patient=one.patient,
                visit_start=one.before.visit_start if one.before else one.judged.began,
                visit_end=one.judged.end or one.judged.began, verdict=one.judged.verdict,
                is_finished=one.judged.is_finished, revision=one.before.revision + 1 if one.before else 1,
                received_at=one.before.received_at if one.before else now, changed_at=now,
            )
            for one in mapped
        ],
        update_conflicts=True, unique_fields=["facility_code", "ma_lk"], update_fields=_UPDATED,
    )  # fmt: skip
