"""A consultation is saved, and the visit ended: the note, the diagnoses and the end in one act of the record's door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import F

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.fhir import consultation
from hoaban.modules.hospital.fhir import consulting as fhir
from hoaban.modules.hospital.fhir.consultation import MOST, MOST_DIAGNOSES, NAMES, TEXTS, Consultation
from hoaban.modules.hospital.queries import consulting
from hoaban.modules.hospital.queries.consulting import Saved
from hoaban.modules.hospital.rules import finishing, merging
from hoaban.modules.hospital.rules.finishing import Lack
from hoaban.modules.hospital.rules.merging import Difference
from hoaban.modules.hospital.services import calling, drafting
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.legal_records import api as legal_records
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits


@dataclass(frozen=True, slots=True)
class Given:
    """What a page sends. ``seen``: the version it began from; ``picks``: place -> mine, theirs or both, of an offered merge;
    ``ends``: the visit ends with it; ``sure``: although something is missing that does not forbid it."""

    said: Consultation
    seen: int
    picks: Mapping[str, str] = field(default_factory=dict)
    ends: bool = False
    sure: bool = False


class SavedMeanwhile(Conflict):
    """Somebody else saved something else: ``differences`` are offered to choose from, over version ``version``."""

    def __init__(self, found: Sequence[Difference], version: int) -> None:
        super().__init__(
            "Có người vừa lưu lượt khám này. Hãy chọn giữ phần nào.",
            "Somebody has just saved this visit. Choose what to keep.",
        )
        self.differences, self.version = tuple(found), version


class NotReady(Invalid):
    """The visit cannot end so, or only when whoever ends it is sure; ``lacks`` says what is missing."""

    def __init__(self, lacks: Sequence[Lack]) -> None:
        super().__init__(lacks[0].vi, lacks[0].en, place=lacks[0].place)
        self.lacks = tuple(lacks)

    @property
    def refuses(self) -> bool:
        return any(one.refuses for one in self.lacks)


class NotValid(Invalid):
    """Something written is longer or more than its place takes."""


def save(*, actor: Actor, visit: UUID, given: Given, now: datetime) -> visits.Visit:
    """Save what was written at a visit, and end it if the page says so; the draft is empty then.

    :raises NotFound: there is no such visit, or it is none of the actor's. :raises NotValid, NotReady, SavedMeanwhile.
    :raises VisitMoved: the visit is over. :raises NotAllowed: who ends it may not examine there (``MayNotSign`` says why).
    """
    found = drafting.worked_visit(actor, visit)
    _check(given.said)
    if not found.is_open:
        raise Conflict("Lượt khám đã kết thúc.", "The visit is over.", place="state")
    return record.in_one_transaction(partial(_save, actor, found, given, now))


def lacks_of(*, said: Consultation, sex: str, now: datetime) -> list[Lack]:
    """What a consultation lacks before the visit ends, and what speaks against its diagnoses."""
    told = consulting.objections_to(said.diagnoses, sex=sex, on=vietnam_day(now))
    objections = [Lack("diagnoses", each.refuses, each.vi, each.en) for _one, each in told]
    missing = finishing.lacking(
        written=[place for place, text in said.texts.items() if text], has_main=said.main is not None,
        disposition=said.disposition, result=said.result, to_facility=said.to_facility,
    )  # fmt: skip
    return sorted([*missing, *objections], key=lambda one: not one.refuses)


def reopen(*, actor: Actor, visit: UUID, reason: str, now: datetime) -> visits.Visit:
    """An ended visit is being seen again.

    :raises NotFound, VisitNotValid, VisitMoved: as visits say. :raises Conflict: its legal record is closed, and is opened first.
    """
    drafting.worked_visit(actor, visit)
    standing = legal_records.find_state(actor=actor, visit=visit)
    if standing is not None and not standing.is_open:
        raise Conflict(
            "Bệnh án đã ký và đóng: mở lại ở phần Bệnh án và ký trước.",
            "The record is signed and closed: open it again under Record and signature first.",
            place="reason",
        )
    return visits.reopen(actor=actor, visit=visit, reason=reason, now=now)


def _save(actor: Actor, visit: visits.Visit, given: Given, now: datetime) -> visits.Visit:
    # whoever saves at the same visit waits here, so that what is read below is what is written over
    drafts = list(models.Draft.objects.select_for_update().filter(visit=visit.id).order_by("pk"))
    mine = next((one for one in drafts if one.owner == actor.id), None)
    saved = consulting.saved_of(actor=actor, visit=visit.id, now=now)
    mine = mine or drafting.draft_of(actor, visit, saved, now)
    said = _merged(given, saved, dict(mine.base) if mine.base_version == given.seen else {})
    if given.ends:
        _demand_ready(visit, said, given.sure, now)
    of = _about(actor, visit, now)
    kept = visits.note(
        actor=actor, visit=visit.id, entries=_entries(of, said, saved, ends=given.ends),
        to=_goes_to(visit, ends=given.ends), practitioner=policies.staff_number_at(actor, visit.arrival.facility_code),
        diagnoses=[visits.VisitDiagnosis(fhir.condition_id(visit.id, one), one.role) for one in said.diagnoses],
        outcome=visits.Outcome(said.disposition, said.result, said.to_facility) if given.ends else None, now=now,
    )  # fmt: skip
    _note_use(actor, said, saved, ends=given.ends, now=now)
    _settle_drafts(actor, visit.id, said, saved.version + 1, ends=given.ends)
    if given.ends:
        calling.end_turn(actor=actor, visit=visit.id, now=now)
        legal_records.ask_for_record(actor=actor, visit=visit.id, now=now)
    return kept


def _merged(given: Given, saved: Saved, base: Mapping[str, str]) -> Consultation:
    """What is written: what was given, or after somebody else saved what was chosen of both. :raises SavedMeanwhile."""
    mine, theirs = consultation.places_of(given.said), saved.places
    # how a visit ends stands in drafts alone until it ends: nobody else's save takes it away
    theirs = {**theirs, **{place: mine[place] for place in consultation.OUTCOME if place in mine}}
    if given.seen == saved.version:
        found: list[Difference] = []
        if given.picks:
            found = merging.differences(base, mine, theirs, NAMES)
        return (
            consultation.consultation_of(merging.merged(mine, found, given.picks, TEXTS))
            if found
            else given.said
        )
    found = merging.differences(base, mine, theirs, NAMES)
    if found:
        raise SavedMeanwhile(found, saved.version)
    return given.said


def _check(said: Consultation) -> None:
    for place, text in said.texts.items():
        if len(text) > MOST:
            vi, en = TEXTS[place]
            raise NotValid(
                f"{vi}: dài {len(text)} chữ, ô này nhận {MOST}.",
                f"{en}: {len(text)} letters, of which this field takes {MOST}.",
                place=place,
            )
    if len(said.diagnoses) > MOST_DIAGNOSES or any(len(one.name) > 500 for one in said.diagnoses):
        raise NotValid(
            f"Nhiều nhất {MOST_DIAGNOSES} chẩn đoán, mỗi chẩn đoán 500 chữ.",
            f"At most {MOST_DIAGNOSES} diagnoses of 500 letters each.",
            place=consultation.DIAGNOSES,
        )


def _demand_ready(visit: visits.Visit, said: Consultation, sure: bool, now: datetime) -> None:
    known = people.describe([visit.arrival.person]).get(visit.arrival.person)
    lacks = lacks_of(said=said, sex=known.sex if known else "", now=now)
    if any(one.refuses for one in lacks) or (lacks and not sure):
        raise NotReady(lacks)


def _about(actor: Actor, visit: visits.Visit, now: datetime) -> fhir.About:
    code, day = visit.arrival.facility_code, vietnam_day(now)
    number = policies.staff_number_at(actor, code)
    known = workforce.find_practitioner(number, day, facility_code=code) if number else None
    here = places.facility(code, day)
    return fhir.About(
        visit.id, visit.patient, places.organization_id(code), here.name_on(day) if here else code,
        workforce.practitioner_id(code, number) if number else None, known.name if known else number, now,
    )  # fmt: skip


def _entries(of: fhir.About, said: Consultation, saved: Saved, *, ends: bool) -> list[Entry]:
    """The note over the version that was read, every diagnosis, those that were taken back, and the conclusion at the end."""
    status = "amended" if saved.is_final else "final" if ends else "preliminary"
    note = fhir.build_note(of, said, status)
    entries = [
        Entry("PUT", "Composition", note["id"], note, saved.version or None, if_none_match=not saved.version)
    ]
    stays = {str(fhir.condition_id(of.visit, one)) for one in said.diagnoses}
    was = {str(one["id"]): one for one in saved.conditions}
    for one in said.diagnoses:
        made = fhir.build_condition(of, one)
        if made["id"] not in was or not fhir.says_the_same(was[made["id"]], made):
            entries.append(Entry("PUT", "Condition", made["id"], made))
    for uid, condition in was.items():
        if uid not in stays:
            entries.append(Entry("PUT", "Condition", uid, fhir.withdrawn(condition)))
    if ends:
        made = fhir.build_impression(of, said)
        entries.append(Entry("PUT", "ClinicalImpression", made["id"], made))
    return entries


def _goes_to(visit: visits.Visit, *, ends: bool) -> visits.State | None:
    if ends:
        return visits.State.ENDED
    return visits.State.SEEN if visit.state in (visits.State.ARRIVED, visits.State.TRIAGED) else None


def _note_use(actor: Actor, said: Consultation, saved: Saved, *, ends: bool, now: datetime) -> None:
    """What a doctor chooses comes first the next time, and how they end a visit is proposed."""
    before = {one.code for one in saved.said.diagnoses}
    for one in said.diagnoses:
        if not codes.is_icd10_shaped(one.code) or one.role == "traditional" or one.code in before:
            continue  # what is no code of the table is not looked for by it
        row, made = models.DiagnosisUse.objects.get_or_create(
            owner=actor.id, code=one.code, defaults={"name": one.name, "count": 1, "used_at": now}
        )
        if not made:
            models.DiagnosisUse.objects.filter(pk=row.pk).update(
                count=F("count") + 1, name=one.name, used_at=now
            )
    if ends and said.main is not None and said.disposition not in finishing.REFERRALS:
        models.DiagnosisUse.objects.filter(owner=actor.id, code=said.main.code).update(
            disposition=said.disposition, result=said.result
        )


def _settle_drafts(actor: Actor, visit: UUID, said: Consultation, version: int, *, ends: bool) -> None:
    """Mine begins anew from what was saved; others learn of it. How the visit ends waits in the draft until it does."""
    rows = models.Draft.objects.filter(visit=visit)
    written = consultation.places_of(said)
    waits = () if ends else tuple(place for place in consultation.OUTCOME if place in written)
    base = {place: text for place, text in written.items() if ends or place not in consultation.OUTCOME}
    mine = rows.filter(owner=actor.id)
    name = mine.values_list("owner_name", flat=True).first() or actor.label
    rows.exclude(owner=actor.id).update(saved_version=version, saved_by=name[:200])
    mine.update(
        typed=written if waits else {},
        base=base,
        base_version=version,
        saved_version=version,
        number=F("number") + 1,
    )
