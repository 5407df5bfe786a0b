"""Changes become facts, one row per resource; visits whose facts changed leave their old cells and enter new ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hoaban.kernel.actor import system_actor
from hoaban.kernel.outbox import Announced
from hoaban.oversight.command_centre import fhir, rules
from hoaban.oversight.command_centre.models import (
    AmountFact,
    DiagnosisFact,
    FacilityHeard,
    ResidentFact,
    VisitFact,
)
from hoaban.oversight.command_centre.services import cells, residence
from hoaban.record import feed
from hoaban.record.shapes import Change, Json

TOPICS = frozenset({feed.TOPIC})
_ACTOR = system_actor("command-centre", feed.ACT)
ZERO = Decimal(0)


def follow(news: Sequence[Announced]) -> None:
    """Bring facts and figures up to date with these announcements; runs in the transaction that moves the cursor."""
    changes = feed.read(_ACTOR, news, types=fhir.TYPES)
    residents, waiting = residence.follow(changes)
    touched = {
        *waiting,
        *_diagnoses([one for one in changes if one.type == "Condition"]),
        *_amounts([one for one in changes if one.type == "Claim"]),
    }
    encounters = {_uid(one): one for one in changes if one.type == "Encounter"}
    touched |= set(encounters)
    if not touched:
        return
    before = {one.encounter: one for one in VisitFact.objects.filter(encounter__in=touched)}
    after = _visits(before, encounters, touched, residents)
    cells.move(
        leaving=[_counted(before[one.encounter]) for one in after if one.encounter in before]
        + [_counted(one) for uid, one in before.items() if uid not in {visit.encounter for visit in after}],
        entering=[_counted(one) for one in after],
    )
    VisitFact.objects.filter(encounter__in=touched).delete()
    VisitFact.objects.bulk_create(after)
    _heard(encounters.values(), after)


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
    before: dict[UUID, VisitFact],
    encounters: dict[UUID, Change],
    touched: set[UUID],
    residents: dict[UUID, ResidentFact],
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
    known = ResidentFact.objects.in_bulk([one.patient for one in visits.values() if one.patient])
    for visit in visits.values():
        visit.icd10 = codes.get(visit.main_condition, "") if visit.main_condition else ""
        amount = sums.get(visit.encounter) or AmountFact()
        visit.total, visit.fund = amount.total or ZERO, amount.fund or ZERO
        visit.copayment, visit.self_paid = amount.copayment or ZERO, amount.self_paid or ZERO
        late = known.get(visit.patient) if visit.patient else None
        _settle(visit, before.get(visit.encounter), residents.get(visit.encounter) or late)
    return list(visits.values())


def _settle(visit: VisitFact, old: VisitFact | None, resident: ResidentFact | None) -> None:
    """A visit stays with the commune where its patient lived when it was first told, if that was known."""
    settled = (
        old if old is not None and old.patient == visit.patient and (old.commune_code or old.sex) else None
    )
    source = settled or resident
    if source is not None:
        visit.commune_code, visit.sex, visit.birth_year = source.commune_code, source.sex, source.birth_year


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
    """Each facility was heard of when the latest of its visits was told."""
    facility_of = {visit.encounter: visit.facility_code for visit in visits}
    heard: dict[str, datetime] = {}
    for change in changes:
        code = facility_of.get(_uid(change))
        if code:
            heard[code] = max(heard.get(code, change.at), change.at)
    for known in FacilityHeard.objects.filter(facility_code__in=heard):
        heard[known.facility_code] = max(heard[known.facility_code], known.heard_at)
    FacilityHeard.objects.bulk_create(
        [FacilityHeard(facility_code=code, heard_at=at) for code, at in sorted(heard.items())],
        update_conflicts=True,
        unique_fields=["facility_code"],
        update_fields=["heard_at"],
    )
