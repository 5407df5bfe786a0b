"""Changes become facts, one row per resource; visits whose facts changed leave their old cells and enter new ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import system_actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.outbox import Announced
from hoaban.oversight.command_centre import fhir, rules
from hoaban.oversight.command_centre.models import (
    AmountFact,
    DiagnosisFact,
    FacilityHeard,
    ResidentFact,
    VisitFact,
)
from hoaban.oversight.command_centre.services import cells
from hoaban.record import feed
from hoaban.record.shapes import Change, Json

TOPICS = frozenset({feed.TOPIC})
_ACTOR = system_actor("command-centre", feed.ACT)


def follow(news: Sequence[Announced]) -> None:
    """Bring facts and figures up to date with these announcements; runs in the transaction that moves the cursor."""
    changes = feed.read(_ACTOR, news, types=fhir.TYPES)
    _residents(one for one in changes if one.type == "Patient")
    touched = {
        *_diagnoses([one for one in changes if one.type == "Condition"]),
        *_amounts([one for one in changes if one.type == "Claim"]),
    }
    encounters = {_uid(one): one for one in changes if one.type == "Encounter"}
    touched |= set(encounters)
    if not touched:
        return
    before = {one.encounter: one for one in VisitFact.objects.filter(encounter__in=touched)}
    after = _visits(before, encounters, touched)
    cells.move(
        leaving=[_counted(before[one.encounter]) for one in after if one.encounter in before]
        + [_counted(one) for uid, one in before.items() if uid not in {visit.encounter for visit in after}],
        entering=[_counted(one) for one in after],
    )
    VisitFact.objects.filter(encounter__in=touched).delete()
    VisitFact.objects.bulk_create(after)
    _heard(encounters.values(), after)


def _residents(changes: Iterable[Change]) -> None:
    for change in changes:
        if change.resource is None:
            ResidentFact.objects.filter(patient=_uid(change)).delete()
            continue
        code, since, sex, birth_year = fhir.read_resident(change.resource)
        today = (places.today_of(code, _day(since, change.at)) or code) if code else ""
        ResidentFact.objects.update_or_create(
            patient=_uid(change), defaults={"commune_code": today, "sex": sex, "birth_year": birth_year}
        )


def _day(since: str, at: datetime) -> date:
    try:
        return date.fromisoformat(since)
    except ValueError:
        return vietnam_day(at)


def _diagnoses(changes: Sequence[Change]) -> set[UUID]:
    rows = []
    for change in changes:
        encounter, code = fhir.read_diagnosis(change.resource) if change.resource else ("", "")
        if encounter and code:
            rows.append(
                DiagnosisFact(
                    condition=_uid(change), encounter=feed.uid_of("Encounter", encounter), icd10=code
                )
            )
    touched = _replace(DiagnosisFact, "condition", [_uid(one) for one in changes])
    latest = {row.condition: row for row in rows}
    DiagnosisFact.objects.bulk_create(latest.values())
    return touched | {row.encounter for row in latest.values()}


def _amounts(changes: Sequence[Change]) -> set[UUID]:
    rows: dict[UUID, AmountFact] = {}
    for change in changes:
        sums = fhir.read_amounts(change.resource) if change.resource else None
        rows.pop(_uid(change), None)
        if sums is not None:
            rows[_uid(change)] = AmountFact(
                claim=_uid(change), encounter=feed.uid_of("Encounter", sums.encounter), total=sums.total, in_scope=sums.in_scope,
                fund=sums.fund, copayment=sums.copayment, self_paid=sums.self_paid,
            )  # fmt: skip
    touched = _replace(AmountFact, "claim", [_uid(one) for one in changes])
    AmountFact.objects.bulk_create(rows.values())
    return touched | {row.encounter for row in rows.values()}


def _replace(model: type[DiagnosisFact] | type[AmountFact], key: str, ids: list[UUID]) -> set[UUID]:
    """Drop the old facts of these resources; returns the encounters that they spoke of."""
    old = model.objects.filter(**{f"{key}__in": ids})
    touched = set(old.values_list("encounter", flat=True))
    old.delete()
    return touched


def _visits(
    before: dict[UUID, VisitFact], encounters: dict[UUID, Change], touched: set[UUID]
) -> list[VisitFact]:
    visits: dict[UUID, VisitFact] = {}
    for uid in touched:
        change = encounters.get(uid)
        if change is None:
            if uid in before:
                visits[uid] = _copy(before[uid])
            continue
        made = _visit(uid, change.resource, sensitive=bool(change.labels)) if change.resource else None
        if made:
            visits[uid] = made
    conditions = {one.main_condition for one in visits.values() if one.main_condition}
    codes = dict(DiagnosisFact.objects.filter(condition__in=conditions).values_list("condition", "icd10"))
    sums = {one.encounter: one for one in AmountFact.objects.filter(encounter__in=list(visits))}
    residents = {
        one.patient: one
        for one in ResidentFact.objects.filter(patient__in=[v.patient for v in visits.values()])
    }
    for visit in visits.values():
        visit.icd10 = codes.get(visit.main_condition, "") if visit.main_condition else ""
        amount, resident = sums.get(visit.encounter), residents.get(visit.patient) if visit.patient else None
        if amount:
            visit.total, visit.fund = amount.total, amount.fund
            visit.copayment, visit.self_paid = amount.copayment, amount.self_paid
        if resident and visit.encounter not in before:
            visit.commune_code, visit.sex, visit.birth_year = (
                resident.commune_code,
                resident.sex,
                resident.birth_year,
            )
        elif visit.encounter in before and encounters.get(visit.encounter):
            old = before[visit.encounter]
            visit.commune_code, visit.sex, visit.birth_year = old.commune_code, old.sex, old.birth_year
    return list(visits.values())


def _visit(uid: UUID, resource: Json, *, sensitive: bool) -> VisitFact | None:
    read = fhir.read_encounter(resource)
    if read is None or not read.facility_code:
        return None
    condition = feed.uid_of("Condition", read.main_condition) if read.main_condition else None
    return VisitFact(
        encounter=uid,
        patient=feed.uid_of("Patient", read.patient) if read.patient else None,
        day=read.day,
        facility_code=read.facility_code[:5],
        form_of_care=read.form_of_care,
        admitted=read.admitted,
        referred=read.referred,
        main_condition=condition,
        sensitive=sensitive,
    )


def _uid(change: Change) -> UUID:
    return feed.uid_of(change.type, change.id)


def _copy(old: VisitFact) -> VisitFact:
    values = {field.attname: getattr(old, field.attname) for field in VisitFact._meta.concrete_fields}
    return VisitFact(**values)


def _counted(one: VisitFact) -> rules.Visit:
    return rules.Visit(one.day, one.facility_code, one.commune_code, one.sensitive, one.admitted, one.referred,
                       one.icd10, one.total, one.fund, one.copayment, one.self_paid)  # fmt: skip


def _heard(changes: Iterable[Change], visits: Sequence[VisitFact]) -> None:
    heard_at = max((change.at for change in changes), default=None)
    if heard_at is None:
        return
    newest: dict[str, date] = {}
    for visit in visits:
        newest[visit.facility_code] = max(newest.get(visit.facility_code, visit.day), visit.day)
    known = FacilityHeard.objects.in_bulk(list(newest))
    for code, day in newest.items():
        old = known.get(code)
        FacilityHeard.objects.update_or_create(
            facility_code=code,
            defaults={
                "heard_at": max(heard_at, old.heard_at) if old else heard_at,
                "newest_day": max(day, old.newest_day) if old else day,
            },
        )
