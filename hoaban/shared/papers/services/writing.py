"""A paper is written: numbered, set as PDF, put into the record and the files, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import connection

from hoaban.foundation.audit import api as audit
from hoaban.foundation.codes import api as codes
from hoaban.foundation.files import api as files
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Invalid
from hoaban.record import api as record
from hoaban.record import pieces, systems
from hoaban.shared.papers import fhir, models, policies
from hoaban.shared.papers.queries import listing, prefilling
from hoaban.shared.papers.queries.listing import Paper
from hoaban.shared.papers.rules import checking, terms
from hoaban.shared.papers.rules.checking import Remark
from hoaban.shared.papers.rules.kinds import Kind, kinds, number_of
from hoaban.shared.papers.services import offering, setting
from hoaban.shared.visits import api as visits

WRITE = "papers.write"
_NEXT = """
insert into papers_counter (facility_code, kind, year, last) values (%s, %s, %s, 1)
on conflict (facility_code, kind, year) do update set last = papers_counter.last + 1 returning last
"""


class PaperNotValid(Invalid):
    """A paper cannot be given out so; ``remarks`` say where and why, doubts too."""

    def __init__(self, remarks: list[Remark]) -> None:
        first = next((one for one in remarks if one.stops), remarks[0])
        super().__init__(first.vi, first.en, place=first.place)
        self.remarks = remarks


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper to be written: its kind, what it says, and whether doubts were seen (``sure``); ``once``: what the form was sent
    with; ``replaces``: the paper in whose place it comes."""

    kind: str
    values: Mapping[str, str]
    sure: bool = False
    once: str = ""
    replaces: UUID | None = None


def write_paper(*, actor: Actor, visit: UUID, wanted: Wanted, now: datetime) -> Paper:
    """Give out a paper of a visit; sent again with the same ``once``, it is the same paper.

    :raises NotFound: the visit does not exist for this actor. :raises MayNotSign: the licence does not cover it.
    :raises PaperNotValid: a fault, or a doubt that nobody has seen yet. :raises NotAllowed: the record lets the actor not write.
    """
    kind = kinds().get(wanted.kind)
    if kind is None:
        raise Invalid("Không có loại giấy này.", "There is no such kind of paper.", place="kind")
    return record.in_one_transaction(partial(_write, actor, visit, kind, wanted, now))


def _write(actor: Actor, visit: UUID, kind: Kind, wanted: Wanted, now: datetime) -> Paper:
    on = clock.vietnam_day(now)
    with audit.as_one(actor=actor, act=WRITE, detail={"visit": str(visit), "kind": kind.key}, now=now):
        ground = prefilling.ground_of(actor=actor, visit=visit, now=now)
        facility, person = ground.visit.arrival.facility_code, ground.visit.arrival.person
        same = wanted.once and models.Paper.objects.filter(visit=visit, once=wanted.once[:64]).first()
        if same:
            return listing.shaped(same)
        policies.must_sign(actor, kind.act, facility, on, person)
        values = {one.code: wanted.values.get(one.code, "").strip() for one in kind.fields}
        _demand(kind, values, wanted.sure, on, ground.codes)
        row = _row(actor, ground.visit.id, ground.visit.patient, facility, kind, wanted, now)
        row.valid_until = terms.valid_until(kind, on, values)
        facts = _facts(actor, row, kind, ground, values, on)
        content, boxes = setting.make(kind, row, ground, values, facts.to_name, now)
        kept = files.put(content=content, media_type="application/pdf")
        row.original = kept.sha256
        row.save()
        entries = fhir.build_entries(
            _form(kind), facts, values, fhir.Written(kept.sha256, len(content), False)
        )
        record.open(actor, purpose=Purpose.TREATMENT, now=now).transact(entries)
        offering.offer(actor, row, kind, content, boxes, person, now)
    return listing.shaped(row)


def must_sign(actor: Actor, paper: Paper, now: datetime) -> None:
    """:raises MayNotSign: the actor's licence does not cover what a paper says."""
    visit = visits.get_visit(actor=actor, visit=paper.visit)
    on = clock.vietnam_day(now)
    policies.must_sign(actor, paper.kind.act, paper.facility_code, on, visit.arrival.person)


def _demand(kind: Kind, values: Mapping[str, str], sure: bool, on: date, icd: list[str]) -> None:
    remarks = checking.check(kind, values, on=on, codes=icd)
    for one in kind.fields:
        code = values[one.code]
        if not code:
            continue
        if one.shape == "facility" and places.facility(code, on) is None:
            remarks.append(Remark(one.code, "Không có cơ sở này.", "There is no such facility.", True))
        if one.shape == "reason" and codes.find("MA_LYDO_CT", code, on) is None:
            remarks.append(Remark(one.code, "Không có lý do này.", "There is no such reason.", True))
    if any(one.stops for one in remarks) or (remarks and not sure):
        raise PaperNotValid(remarks)


def _row(
    actor: Actor, visit: UUID, patient: str, facility: str, kind: Kind, wanted: Wanted, now: datetime
) -> models.Paper:
    year = clock.vietnam_day(now).year
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [facility, kind.key, year])
        count = int(cursor.fetchone()[0])
    return models.Paper(
        id=ids.uuid7(now), facility_code=facility, kind=kind.key, year=year, count=count,
        number=number_of(kind, count=count, year=year, facility=facility), visit=visit, patient=patient,
        written_at=now, written_by=actor.id, practitioner=policies.number_of(actor, facility),
        to_facility=wanted.values.get("MA_CSKCB_DEN", "").strip() if kind.request == "referral" else "",
        once=wanted.once[:64], replaces_id=wanted.replaces,
    )  # fmt: skip


def _facts(
    actor: Actor,
    row: models.Paper,
    kind: Kind,
    ground: prefilling.Ground,
    values: Mapping[str, str],
    on: date,
) -> fhir.Facts:
    if kind.request:
        row.request = str(row.pk)
    who = (
        workforce.find_practitioner(row.practitioner, on, facility_code=row.facility_code)
        if row.practitioner
        else None
    )
    destination = places.facility(row.to_facility, on) if row.to_facility else None
    station = destination if destination and destination.kind == "commune_station" else None
    commune = places.commune_on(station.commune_code, on) if station else None
    reason = codes.find("MA_LYDO_CT", values.get("MA_LYDO_CT", ""), on)
    return fhir.Facts(
        row.pk, row.visit, row.patient, places.organization_id(row.facility_code),
        prefilling.facility_name(row.facility_code, on),
        workforce.practitioner_id(row.facility_code, row.practitioner) if row.practitioner else None,
        who.name if who else actor.label, row.written_at, row.number,
        places.organization_id(row.to_facility) if row.to_facility else None,
        destination.name_on(on) if destination else "",
        pieces.coding(
            systems.COMMUNE, commune.code, commune.full_name,
            commune.period.start.isoformat() if commune.period.start else None,
        ) if commune else None,
        pieces.coding(systems.code_list("MA_LYDO_CT"), reason.code, reason.name_vi) if reason else None,
        next(iter(ground.whole.visit.diagnoses), ""),
    )  # fmt: skip


def _form(kind: Kind) -> fhir.Form:
    """The kind as the record knows it."""
    sections = tuple((one.code, one.name[0]) for one in kind.fields)
    return fhir.Form(kind.key, kind.name[0], kind.loinc, kind.request, kind.valid_from, sections)
