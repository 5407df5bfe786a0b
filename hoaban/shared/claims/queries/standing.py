"""The dossier in force for a visit, as the record tells it to one actor: its versions, what they withdrew, its original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Stored
from hoaban.shared.claims import fhir
from hoaban.shared.claims.models import Dossier, Submission
from hoaban.shared.claims.queries.sight import Sight

_NAMED = 20
"""Withdrawn facts of one version that are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A fact that a correction no longer contains."""

    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the dossier. ``number`` is that of its original, 0 when that is not at hand.

    ``withdrawn`` names some of the ``withdrawn_count`` facts that it took back.
    """

    number: int
    at: datetime
    facts: int
    withdrawn: tuple[Withdrawn, ...]
    withdrawn_count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The dossier in force. ``person`` is given to who may open the chart."""

    visit: str
    person: UUID | None
    level: str
    revision: int
    verdict: str
    is_finished: bool
    visit_start: datetime
    visit_end: datetime
    received_at: datetime
    changed_at: datetime
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of an original and their digest."""

    digest: str
    content: bytes


def standing(actor: Actor, sight: Sight, sent: Submission) -> Standing | None:
    """The dossier in force for the visit of a delivery; None when there is none that this actor may see."""
    dossier, door = _seen(actor, sight, sent)
    if dossier is None:
        return None
    visit = str(dossier.id)
    return Standing(
        visit, _person(actor, visit), dossier.level, dossier.revision, dossier.verdict, dossier.is_finished,
        dossier.visit_start, dossier.visit_end, dossier.received_at, dossier.changed_at,
        tuple(_versions(door, _provenance(door, visit))),
    )  # fmt: skip


def original(actor: Actor, sight: Sight, sent: Submission, *, version: int) -> Original:
    """The bytes of one version of the original. :raises NotFound: there is none that this actor may see."""
    dossier, door = _seen(actor, sight, sent)
    traces = _provenance(door, str(dossier.id)) if dossier else []
    document = fhir.original_id(traces[0].json()) if traces else ""
    if not document:
        raise NotFound("Không có bản gốc này.", "There is no such original.", place="version")
    digest = fhir.digest(door.vread("DocumentReference", document, version).json())
    return Original(digest, files.get(digest))


def _seen(actor: Actor, sight: Sight, sent: Submission) -> tuple[Dossier | None, record.Door]:
    door = record.open(actor, purpose=Purpose.PAYMENT)
    reads = sight.sieve is not None and (sight.facilities is None or sent.facility_code in sight.facilities)
    dossier = Dossier.objects.filter(facility_code=sent.facility_code, ma_lk=sent.ma_lk).first()
    if not reads or dossier is None or not door.read_many("Encounter", [str(dossier.id)]):
        return None, door
    return dossier, door


def _person(actor: Actor, visit: str) -> UUID | None:
    if not actor.may(f"record.read:{Purpose.TREATMENT}"):
        return None
    found = record.open(actor, purpose=Purpose.TREATMENT).read_many("Encounter", [visit])
    return found[0].person if found else None


def _provenance(door: record.Door, visit: str) -> list[Stored]:
    """What tells where the facts of a visit came from: of the finished dossier before that of its check-in."""
    found = door.search("Provenance", fhir.encounter_query(visit)).entries
    return sorted(found, key=lambda one: len(fhir.targets(one.json())), reverse=True)


def _versions(door: record.Door, traces: Sequence[Stored]) -> list[Version]:
    """Newest first; each names what it no longer contains of the one before."""
    if not traces:
        return []
    told = [one for one in door.history("Provenance", traces[0].id) if not one.deleted]
    document = fhir.original_id(told[0].json())
    originals = {one.updated_at: one.version for one in door.history("DocumentReference", document)}
    found = []
    for place, one in enumerate(told):
        facts = fhir.targets(one.json())
        before = fhir.targets(told[place + 1].json()) if place + 1 < len(told) else []
        gone = [name for name in before if name not in set(facts) and fhir.belongs_to_dossier(name[0])]
        named = tuple(_withdrawn(door, *name) for name in gone[:_NAMED])
        # what was written together has one instant
        found.append(Version(originals.get(one.updated_at, 0), one.updated_at, len(facts), named, len(gone)))
    return found


def _withdrawn(door: record.Door, type_name: str, fhir_id: str) -> Withdrawn:
    kept = [one for one in door.history(type_name, fhir_id, count=2) if not one.deleted]
    return Withdrawn(fhir.kind_of(type_name), fhir.title(kept[0].json()) if kept else "")
