"""Orders are carried out: samples taken, results typed in, released, amended, withdrawn; who must know is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, ActorKind, Purpose
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.fhir import ordering as requests
from hoaban.modules.hospital.fhir import results as fhir
from hoaban.modules.hospital.queries.offered import services_of
from hoaban.modules.hospital.queries.orders import NoSuchOrder
from hoaban.modules.hospital.rules import results as rules
from hoaban.modules.hospital.rules.ordering import Kind, OrderState
from hoaban.modules.hospital.rules.warning import months_old
from hoaban.modules.hospital.services.ordering import locked, move, note
from hoaban.modules.hospital.services.sending import is_first
from hoaban.modules.hospital.services.vitals import name_of, staff_number
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from hoaban.shared.messaging import api as messaging
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits

CRITICAL, AMENDED, WITHDRAWN = "critical", "amended", "withdrawn"
_PRELIMINARY, _FINAL, _AMENDED = "preliminary", "final", "amended"


class ResultNotValid(Invalid):
    """A result cannot be so; ``place`` names the value or field."""


class ResultMoved(Conflict):
    """Somebody else wrote this result meanwhile."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A result as typed: values by analyte, and what was seen or concluded. ``versions``: how many the page had seen.

    ``why``: what a released result is changed for.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    versions: int = 0
    why: str = ""


def take_samples(*, actor: Actor, orders: Sequence[UUID], now: datetime) -> int:
    """The samples of some orders of one person are taken; the turn at the place ends with the last. Returns how many were new.

    :raises NotAllowed, NoSuchOrder. :raises OrderMoved: one was cancelled.
    """
    return record.in_one_transaction(partial(_sample, actor, orders, now))


def save_result(*, actor: Actor, order: UUID, typed: Typed, release: bool, once: str, now: datetime) -> None:
    """Write a result; released, it is signed by who writes it (the record asks their licence) and shown to who ordered it.

    A released one is changed by a new version with a reason; who ordered or looked is told. Critical values are told at once.

    :raises NotAllowed: not here, or not licensed to release it. :raises NoSuchOrder, OrderMoved, ResultNotValid.
    :raises ResultMoved: it was written anew since the page was shown.
    """
    record.in_one_transaction(partial(_save, actor, order, typed, release, once, now))


def withdraw_result(*, actor: Actor, order: UUID, why: str, now: datetime) -> None:
    """A result was written for the wrong person: it is entered in error, the order waits again, and who looked is told.

    :raises NotAllowed, NoSuchOrder, OrderMoved. :raises ResultNotValid: no reason.
    """
    if not why.strip():
        raise ResultNotValid("Cần ghi lý do.", "A reason is needed.", place="why")
    record.in_one_transaction(partial(_withdraw, actor, order, why.strip()[:300], now))


def acknowledge(*, actor: Actor, visit: UUID, now: datetime) -> None:
    """The actor has seen the results of a visit: what is new to them is read, and what they had to be told is told."""
    with transaction.atomic():
        mine = models.Order.objects.filter(visit=visit, ordered_by=actor.id, state=OrderState.RELEASED.value)
        persons = set(mine.values_list("person", flat=True))
        mine.filter(read_at=None).update(read_at=now)
        told = models.ResultNotice.objects.filter(order__visit=visit, to=actor.id, seen_at=None)
        persons |= set(told.values_list("order__person", flat=True))
        told.update(seen_at=now)
        audit.write(
            actor=actor,
            act="hospital.acknowledge",
            persons=sorted(persons),
            detail={"visit": str(visit)},
            now=now,
        )


def _sample(actor: Actor, orders: Sequence[UUID], now: datetime) -> int:
    done = []
    for order in sorted(set(orders)):
        row = _here(actor, order, "hospital.take-sample")
        if row.state in (OrderState.SAMPLED, OrderState.ENTERED, OrderState.RELEASED):
            continue
        move(row, OrderState.SAMPLED)
        row.sampled_at, row.sampled_by = now, actor.id
        row.save()
        done.append(row)
    entries = [fhir.specimen_entry(_of(actor, row, now), now) for row in done]
    if entries:
        record.open(actor, purpose=Purpose.TREATMENT, now=now).transact(entries)
    for row in done:
        note(actor, row, "hospital.take-sample", now)
    _end_turns(actor, done, now)
    return len(done)


def _save(actor: Actor, order: UUID, typed: Typed, release: bool, once: str, now: datetime) -> None:
    row = _here(actor, order, "hospital.result")
    if not is_first(actor, policies.PERFORM, once, now):
        return
    if row.versions != typed.versions:
        raise ResultMoved(
            "Người khác vừa ghi kết quả này; hãy xem lại.",
            "Somebody else has just written this result; look again.",
        )
    amends = row.state == OrderState.RELEASED
    if amends and not typed.why.strip():
        raise ResultNotValid("Cần ghi lý do sửa kết quả.", "Changing a result needs a reason.", place="why")
    values = _values(row, typed)
    move(row, OrderState.RELEASED if release or amends else OrderState.ENTERED)
    if row.kind != Kind.LABORATORY and row.sampled_at is None:
        row.sampled_at, row.sampled_by = now, actor.id
    status = _AMENDED if amends else _FINAL if release else _PRELIMINARY
    of = _of(actor, row, now)
    entries = fhir.report_entries(of, [_line(one) for one in values], _said(typed, amends), status, now)
    if status != _PRELIMINARY:
        entries.append(_request(actor, row, of, now))
        row.released_at, row.released_by, row.read_at = now, actor.id, None
        row.versions += 1
        row.is_critical = bool(rules.critical(values))
        row.why = typed.why.strip()[:300]
    row.save()
    record.open(actor, purpose=Purpose.TREATMENT, now=now).transact(entries)
    note(actor, row, "hospital.result", now)
    _end_turns(actor, [row], now)
    if status != _PRELIMINARY:
        _tell_patient(actor, row, now)
    if row.is_critical and status != _PRELIMINARY:
        _tell(row, [row.ordered_by], CRITICAL, now)
    if amends:
        _tell(row, _lookers(row), AMENDED, now)


def _withdraw(actor: Actor, order: UUID, why: str, now: datetime) -> None:
    row = _here(actor, order, "hospital.withdraw-result")
    lookers = _lookers(row) if row.state == OrderState.RELEASED else []
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    of = _of(actor, row, now)
    move(row, OrderState.ORDERED)
    kind = fhir.type_of(row.kind)
    report = door.read(kind, of.uid("report"))
    said = report.json()
    entries = [Entry("PUT", kind, report.id, fhir.withdrawn(said), report.version)]
    for one in door.read_many("Observation", fhir.named_observations(said)):
        entries.append(Entry("PUT", "Observation", one.id, fhir.withdrawn(one.json()), one.version))
    stored = door.read("ServiceRequest", str(row.pk))
    entries.append(
        Entry("PUT", "ServiceRequest", str(row.pk), requests.active(stored.json()), stored.version)
    )
    door.transact(entries)
    row.attempt += 1
    row.why, row.is_critical, row.read_at = why, False, None
    row.sampled_at, row.released_at = None, None
    row.save()
    note(actor, row, "hospital.withdraw-result", now)
    _tell(row, [row.ordered_by, *lookers], WITHDRAWN, now)


def _here(actor: Actor, order: UUID, act: str) -> models.Order:
    """The row of an order that the actor may carry out. :raises NoSuchOrder: it is at none of the actor's places."""
    row = locked(order)
    if row.facility_code not in policies.facilities_of(actor, policies.PERFORM):
        audit.write_refusal(actor=actor, act=act, detail={"order": str(order)})
        raise NoSuchOrder
    return row


def _of(actor: Actor, row: models.Order, now: datetime) -> fhir.Of:
    number = staff_number(actor, row.facility_code)
    who = f"Practitioner/{workforce.practitioner_id(row.facility_code, number)}" if number else None
    name = name_of(actor, row.facility_code, now)
    performer: Json = {"reference": who, "display": name} if who else {"display": name}
    day = clock.vietnam_day(row.ordered_at)
    service = services_of(facility_code=row.facility_code, codes=[row.code], on=day).get(row.code)
    return fhir.Of(
        row.pk, row.attempt, row.patient, row.visit, row.number, row.code, service.vi if service else row.code, row.kind,
        service.specimen if service else "", row.sampled_at, (performer,),
    )  # fmt: skip


def _values(row: models.Order, typed: Typed) -> list[rules.Value]:
    known = people.describe([row.person]).get(row.person)
    sex = known.sex if known else ""
    months = months_old(known.birth, clock.vietnam_day(row.ordered_at)) if known else None
    found = []
    for one in rules.templates().get(row.template, ()):
        try:
            value = rules.read_value(one, typed.values.get(one.name, ""), sex, months)
        except ValueError:
            raise ResultNotValid(
                f"{one.vi}: giá trị không hợp lệ.", f"{one.en}: not a value.", place=one.name
            ) from None
        if value is not None:
            found.append(value)
    if not found and not typed.text.strip():
        raise ResultNotValid("Chưa nhập kết quả.", "No result has been entered.", place="text")
    return found


def _line(one: rules.Value) -> fhir.Line:
    of = one.analyte
    return fhir.Line(
        of.name, of.loinc, of.vi, one.number, one.comparator, one.text, of.unit, of.ucum, one.range.low, one.range.high,
        one.flag,
    )  # fmt: skip


def _said(typed: Typed, amends: bool) -> str:
    text = typed.text.strip()[:20_000]
    return f"{text}\nSửa: {typed.why.strip()[:300]}".strip() if amends else text


def _request(actor: Actor, row: models.Order, of: fhir.Of, now: datetime) -> Entry:
    stored = record.open(actor, purpose=Purpose.TREATMENT, now=now).read("ServiceRequest", str(row.pk))
    done = requests.completed(stored.json(), now, of.performers)
    return Entry("PUT", "ServiceRequest", str(row.pk), done, stored.version)


def _end_turns(actor: Actor, rows: Iterable[models.Order], now: datetime) -> None:
    """Whoever has nothing more to be done at a place has had their turn there."""
    for ticket in {row.ticket for row in rows if row.ticket is not None}:
        if models.Order.objects.filter(ticket=ticket, state=OrderState.ORDERED.value).exists():
            continue
        try:
            scheduling.start(actor=actor, ticket=ticket, now=now)
            scheduling.end(actor=actor, ticket=ticket, now=now)
        except Conflict:
            continue  # it had ended already


def _lookers(row: models.Order) -> list[str]:
    """Who, of the people at work, opened something of this person since the result was released."""
    sought = audit.TrailFilter(
        persons=tuple(people.ids_of(row.person)), since=row.released_at, until=None, outcome="allowed"
    )
    entries = audit.list_entries(sought=sought, limit=500)
    looked = {
        one.actor_id
        for one in entries
        if one.actor_kind == ActorKind.PERSON and one.act.startswith(("record.read", "record.search"))
    }
    return sorted(looked | {row.ordered_by})


def _tell_patient(actor: Actor, row: models.Order, now: datetime) -> None:
    """Who has gone home is told that there is news; who still waits in the house hears it from the doctor."""
    day = visits.day_of_ended(visit=row.visit)
    if day is not None:
        messaging.tell_news(
            actor=actor, person=row.person, visit=row.visit, day=day, facility=row.facility_code, now=now
        )


def _tell(row: models.Order, to: Iterable[str], kind: str, now: datetime) -> None:
    for one in dict.fromkeys(to):
        models.ResultNotice.objects.get_or_create(
            order=row, to=one, kind=kind, version=max(row.versions, row.attempt), defaults={"at": now}
        )
