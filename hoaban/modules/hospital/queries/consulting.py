"""The consultation of a visit as the record holds it, drafts, who else is there, and what a doctor looks up while writing."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import vietnamese
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.modules.hospital import models
from hoaban.modules.hospital.fhir import consultation, consulting
from hoaban.modules.hospital.fhir.consultation import Consultation, Diagnosis
from hoaban.record import api as record
from hoaban.record.shapes import Json
from hoaban.shared.visits import api as visits
from hoaban.ui import parts

HERE = timedelta(seconds=60)
"""Whose page has not been heard of for so long has gone; pages tell every 15 seconds."""
_FOUND = 12


@dataclass(frozen=True, slots=True)
class Saved:
    """What is in the record. ``version``: of the note, 0 while there is none. ``conditions``: every Condition that it made."""

    said: Consultation
    version: int
    is_final: bool
    conditions: tuple[Json, ...]

    @property
    def places(self) -> dict[str, str]:
        return consultation.places_of(self.said)


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own draft. ``typed`` is empty when nothing waits to be saved; ``base_version``: what it began from."""

    typed: dict[str, str]
    base: dict[str, str]
    base_version: int
    number: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who has the visit open. ``is_writing``: they typed something that is not saved yet."""

    name: str
    is_writing: bool
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last consultation of somebody before this visit. ``at``: when it was written, ``where`` by whom it is kept."""

    said: Consultation
    at: datetime | None
    where: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the doctor's page begins with."""

    visit: visits.Visit
    banner: parts.Banner
    saved: Saved
    mine: Mine
    others: tuple[Other, ...]
    sex: str
    last: Earlier | None = None


def saved_of(*, actor: Actor, visit: UUID, now: datetime) -> Saved:
    """What was written at a visit. :raises NotFound: not for this actor."""
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    head = consulting.read_head(door.read("Encounter", str(visit)).json())
    texts, version, is_final = {}, 0, False
    with suppress(NotFound):
        note = door.read("Composition", consulting.note_id(visit))
        texts, version, is_final = (
            consulting.read_texts(note.json()),
            note.version,
            consulting.is_final(note.json()),
        )
    found = [one.json() for one in door.read_many("Condition", list(head.roles))] if head.roles else []
    said = Consultation(
        texts, consulting.read_diagnoses(found, head.roles), head.disposition, head.result,
        _facility_of(head.to_organization, vietnam_day(now)),
    )  # fmt: skip
    return Saved(said, version, is_final, tuple(found))


def last_before(*, actor: Actor, visit: visits.Visit, now: datetime) -> Earlier | None:
    """The newest consultation of the same person at another visit, of any facility that this doctor may see; None without one."""
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    for stored in door.of_person(visit.arrival.person, ["Composition"], limit=50):
        note = consulting.read_note(stored.json())
        if note is None or note.visit == visit.id:
            continue
        earlier = saved_of(actor=actor, visit=note.visit, now=now)
        return Earlier(earlier.said, note.at, note.where)
    return None


def mine_of(row: models.Draft) -> Mine:
    """A draft as plain values."""
    return Mine(dict(row.typed), dict(row.base), row.base_version, row.number, row.changed_at)


def others_at(*, actor: Actor, visit: UUID, now: datetime) -> tuple[Other, ...]:
    """Who else has the page of a visit open now."""
    rows = models.Draft.objects.filter(visit=visit, seen_at__gt=now - HERE).exclude(owner=actor.id)
    return tuple(Other(one.owner_name, bool(one.typed), one.changed_at) for one in rows.order_by("owner"))


def unfinished_drafts(*, actor: Actor, most: int = 20) -> list[tuple[UUID, datetime]]:
    """Visits at which somebody typed what is not saved, newest first; whom they are about is told by the caller."""
    rows = models.Draft.objects.filter(owner=actor.id).exclude(typed={})
    listed = rows.order_by("-changed_at").values_list("visit", "changed_at")[:most]
    return [(visit, changed_at) for visit, changed_at in listed if changed_at is not None]


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A diagnosis to choose. ``used``: how often this doctor did."""

    code: str
    name: str
    used: int
    objections: tuple[codes.Objection, ...]


def find_codes(*, actor: Actor, text: str, sex: str, is_main: bool, on: date) -> list[FoundCode]:
    """Diagnoses by word or code, those first that the doctor uses; without a word, only those."""
    used = {
        one.code: one for one in models.DiagnosisUse.objects.filter(owner=actor.id).order_by("-count")[:200]
    }
    if not vietnamese.fold(text):
        known = codes.find_diagnoses(list(used)[:_FOUND], on)
        found = [known[code] for code in used if code in known]
    else:
        found = codes.search_diagnoses(text, on, most=200)
        found.sort(key=lambda one: -used[one.code].count if one.code in used else 0)
    return [
        FoundCode(
            one.code,
            one.name,
            used[one.code].count if one.code in used else 0,
            tuple(codes.objections(one, is_main=is_main, sex=sex)),
        )
        for one in found[:_FOUND]
    ]


def habit_of(*, actor: Actor, code: str) -> tuple[str, str]:
    """How this doctor's last visit with a main disease ended (MA_LOAI_RV, KET_QUA_DTRI); empty where there was none."""
    rows = (
        models.DiagnosisUse.objects.filter(owner=actor.id, code=code)
        if code
        else models.DiagnosisUse.objects.none()
    )
    return rows.values_list("disposition", "result").first() or ("", "")


def objections_to(
    diagnoses: Collection[Diagnosis], *, sex: str, on: date
) -> list[tuple[Diagnosis, codes.Objection]]:
    """What the table in force says against the diagnoses of a visit."""
    coded = [one for one in diagnoses if one.code and one.role != "traditional"]
    known = codes.find_diagnoses([one.code for one in coded], on)
    found: list[tuple[Diagnosis, codes.Objection]] = []
    for one in coded:
        if one.code in known:
            said = codes.objections(known[one.code], is_main=one.role == "main", sex=sex)
        else:
            said = iter((_unknown(one.code),))
        found += [(one, each) for each in said]
    return found


def _unknown(code: str) -> codes.Objection:
    return codes.Objection(
        "unknown",
        False,
        f"Mã {code} không có trong bảng mã đang dùng.",
        f"Code {code} is not in the table in use.",
    )


def name_of_code(code: str, on: date) -> str:
    """What a code is called in the table in force; empty when it does not know it."""
    found = codes.find_diagnosis(code, on)
    return found.name if found else ""


def list_of(field: str, on: date) -> list[tuple[str, str, str]]:
    """(code, Vietnamese, English) of a list of codes on a day, in its order."""
    return [(one.code, one.name_vi, one.name_en) for one in codes.names(field, on).values()]


def destinations(*, but: str, on: date) -> list[tuple[str, str]]:
    """Where somebody can be referred to: (code, name) of hospitals, health centres and clinics."""
    return [
        (one.code, one.name) for one in places.facilities(on) if one.code != but and one.kind != "pharmacy"
    ]


def _facility_of(organization: str, on: date) -> str:
    if not organization:
        return ""
    return next((one.code for one in places.facilities(on) if str(one.organization_id) == organization), "")
