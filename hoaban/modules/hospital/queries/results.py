"""Worklists, one result with its versions, the results of a visit, and what somebody must be told of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.fhir import ordering as requests
from hoaban.modules.hospital.fhir import results as fhir
from hoaban.modules.hospital.rules import results as rules
from hoaban.modules.hospital.rules.ordering import DONE_AT, Kind, OrderState
from hoaban.modules.hospital.rules.warning import months_old
from hoaban.record import api as record
from hoaban.shared.chart import api as chart
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from hoaban.ui import parts

WORK_KINDS = (
    scheduling.PointKind.SAMPLING, scheduling.PointKind.IMAGING, scheduling.PointKind.PROCEDURE,
    scheduling.PointKind.CONSULTING,
)  # fmt: skip
_OPEN_DAYS = timedelta(days=14)
_MOST = 200


class NoSuchWork(NotFound):
    """There is no such order to carry out, or it is none of the actor's."""

    def __init__(self) -> None:
        super().__init__("Không có chỉ định này.", "There is no such order.")


@dataclass(frozen=True, slots=True)
class Work:
    """An order as who carries it out sees it."""

    id: UUID
    visit: UUID
    number: str
    name: str
    kind: Kind
    template: str
    state: OrderState
    urgent: bool
    at: datetime
    by: str
    reason: str
    question: str
    person: people.Found | None
    months: int | None
    released_at: datetime | None
    versions: int
    is_critical: bool


@dataclass(frozen=True, slots=True)
class Worklist:
    """What a place has to do: not begun, begun, and released today."""

    point: scheduling.Point
    waiting: tuple[Work, ...]
    begun: tuple[Work, ...]
    done: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a result, and what it changed."""

    number: int
    at: datetime
    report: fhir.Report
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody must know of a result. ``kind``: critical, amended or withdrawn."""

    visit: UUID
    number: str
    kind: str
    at: datetime
    name: str
    person: people.Found | None


def list_places(*, actor: Actor, now: datetime) -> list[tuple[scheduling.Point, int]]:
    """The places of the actor's facilities where orders are carried out today, with how many orders wait."""
    found = []
    for code in policies.facilities_of(actor, policies.PERFORM):
        points = scheduling.list_points(actor=actor, facility_code=code, on=clock.vietnam_day(now))
        rows = models.Order.objects.filter(
            facility_code=code, state__in=models.orders.WAITS, ordered_at__gte=now - _OPEN_DAYS
        )
        counted = list(rows.values_list("point", "kind"))
        for point in points:
            if point.kind in WORK_KINDS:
                mine = sum(
                    where == point.id or (where is None and DONE_AT[Kind(kind)] == point.kind)
                    for where, kind in counted
                )
                found.append((point, mine))
    return found


def place_of_work(*, actor: Actor, point: int) -> scheduling.Point:
    """A place where the actor carries orders out. :raises NoSuchPoint: it is none."""
    where = scheduling.get_point(actor=actor, point=point)
    policies.must(actor, policies.PERFORM, where.facility_code, where.department, "hospital.work")
    if where.kind not in WORK_KINDS:
        raise scheduling.NoSuchPoint
    return where


def see_worklist(*, actor: Actor, point: int, now: datetime) -> Worklist:
    """The worklist of a place; one look. :raises NoSuchPoint: none of the actor's, or nothing is carried out there."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        where = place_of_work(actor=actor, point=point)
        kinds = [kind.value for kind, done_at in DONE_AT.items() if done_at == where.kind]
        rows = models.Order.objects.filter(
            facility_code=where.facility_code, kind__in=kinds, ordered_at__gte=now - _OPEN_DAYS
        ).exclude(state=OrderState.CANCELLED.value)
        today = now - timedelta(hours=18)
        kept = [
            row
            for row in rows.order_by("-urgent", "ordered_at", "number")[: _MOST * 3]
            if row.point in (None, point)
            and (row.state != OrderState.RELEASED or (row.released_at or now) >= today)
        ]
        work = _shaped(actor, kept[:_MOST], now)
    begun = (OrderState.SAMPLED, OrderState.ENTERED)
    return Worklist(
        where,
        tuple(one for one in work if one.state is OrderState.ORDERED),
        tuple(one for one in work if one.state in begun),
        tuple(one for one in work if one.state is OrderState.RELEASED),
    )


def see_work(*, actor: Actor, order: UUID, now: datetime) -> tuple[Work, tuple[Version, ...]]:
    """One order to be carried out, with the versions of its result, newest first; one look. :raises NoSuchWork."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        row = models.Order.objects.filter(pk=order).first()
        if row is None or row.facility_code not in policies.facilities_of(actor, policies.PERFORM):
            raise NoSuchWork
        work = _shaped(actor, [row], now)
        if not work:
            raise NoSuchWork
        return work[0], _versions(actor, row)


def see_result(*, actor: Actor, visit: UUID, order: UUID, now: datetime) -> tuple[Work, tuple[Version, ...]]:
    """A released result of a visit with its versions; one look. :raises NoSuchVisit, NoSuchWork."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        visits.get_visit(actor=actor, visit=visit)
        row = models.Order.objects.filter(pk=order, visit=visit).first()
        work = _shaped(actor, [row], now) if row else []
        if row is None or not work:
            raise NoSuchWork
        return work[0], _versions(actor, row)


def see_results(*, actor: Actor, visit: UUID, now: datetime) -> list[tuple[Work, fhir.Report, bool]]:
    """The released results of a visit, newest first, each with whether it is new to the actor; one look. :raises NoSuchVisit."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        visits.get_visit(actor=actor, visit=visit)
        rows = {
            row.pk: row
            for row in models.Order.objects.filter(visit=visit, state=OrderState.RELEASED.value).order_by(
                "-released_at"
            )
        }
        work = {one.id: one for one in _shaped(actor, rows.values(), now)}
        reports = _reports(actor, rows.values())
        return [
            (work[pk], reports[pk], row.ordered_by == actor.id and row.read_at is None)
            for pk, row in rows.items()
            if pk in work and pk in reports
        ]


def see_visit_results(
    *, actor: Actor, visit: UUID, with_banner: bool = True, now: datetime
) -> tuple[list[tuple[Work, fhir.Report, bool]], parts.Banner | None]:
    """The results of a visit as :func:`see_results` tells them, and who it is about where that is asked for; one look."""
    found = visits.get_visit(actor=actor, visit=visit)
    persons = [found.arrival.person]
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, persons=persons, now=now):
        banner = chart.see_banner(actor=actor, visit=found, now=now) if with_banner else None
        return see_results(actor=actor, visit=visit, now=now), banner


def mark_of_results(*, actor: Actor, visit: UUID) -> str:
    """What changes when a result of a visit comes or changes; tells nothing of anybody. :raises NoSuchVisit."""
    visits.get_visit(actor=actor, visit=visit)
    rows = models.Order.objects.filter(visit=visit, released_at__isnull=False)
    told = rows.order_by("pk").values_list("pk", "versions", "state", "read_at")
    said = ";".join(f"{pk}.{versions}.{state}.{read}" for pk, versions, state, read in told)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def list_notices(*, actor: Actor, now: datetime) -> list[Notice]:
    """What the actor must be told of and has not seen, oldest first; one look."""
    rows = list(
        models.ResultNotice.objects.filter(to=actor.id, seen_at=None)
        .select_related("order")
        .order_by("at")[:_MOST]
    )
    if not rows:
        return []
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        work = {one.id: one for one in _shaped(actor, [row.order for row in rows], now)}
        return [
            Notice(
                row.order.visit,
                row.order.number,
                row.kind,
                row.at,
                work[row.order_id].name,
                work[row.order_id].person,
            )
            for row in rows
            if row.order_id in work
        ]


def _shaped(actor: Actor, rows: Iterable[models.Order], now: datetime) -> list[Work]:
    """Orders that the actor may see, in their order, with who they are of."""
    listed = list(rows)
    if not listed:
        return []
    door = record.open(actor, purpose=Purpose.TREATMENT)
    stored = door.read_many("ServiceRequest", [str(row.pk) for row in listed])
    asked = {UUID(one.id): one for one in requests.read_requests(each.json() for each in stored)}
    today = people.persons_today(UUID(row.patient) for row in listed)
    persons = {row.pk: today.get(UUID(row.patient), row.person) for row in listed if row.pk in asked}
    known = people.describe(persons.values())
    audit.gather(actor, list(dict.fromkeys(persons.values())), {"way": "work", "count": len(persons)})
    day = clock.vietnam_day(now)
    found = []
    for row in listed:
        if (one := asked.get(row.pk)) is None:
            continue
        person = known.get(persons[row.pk])
        months = months_old(person.birth, day) if person and person.birth else None
        found.append(
            Work(
                row.pk, row.visit, row.number, one.name, Kind(row.kind), row.template, OrderState(row.state), row.urgent,
                row.ordered_at, row.ordered_name, one.reason, one.question, person, months, row.released_at, row.versions,
                row.is_critical,
            )
        )  # fmt: skip
    return found


def _uid(row: models.Order) -> str:
    return fhir.Of(row.pk, row.attempt, row.patient, row.visit, "", "", "", row.kind, "", None, ()).uid(
        "report"
    )


def _reports(actor: Actor, rows: Iterable[models.Order]) -> dict[UUID, fhir.Report]:
    door = record.open(actor, purpose=Purpose.TREATMENT)
    wanted: dict[str, dict[str, UUID]] = {}
    for row in rows:
        wanted.setdefault(fhir.type_of(row.kind), {})[_uid(row)] = row.pk
    bodies = [
        (of[one.id], one.json()) for kind, of in wanted.items() for one in door.read_many(kind, list(of))
    ]
    names = [name for _pk, body in bodies for name in fhir.named_observations(body)]
    observations = [one.json() for one in door.read_many("Observation", names)] if names else []
    return {pk: fhir.read_report(body, observations) for pk, body in bodies}


def _versions(actor: Actor, row: models.Order) -> tuple[Version, ...]:
    """The versions of the result that holds, newest first, each with what it changed of the one before."""
    door = record.open(actor, purpose=Purpose.TREATMENT)
    if row.state not in (OrderState.ENTERED, OrderState.RELEASED):
        return ()
    kind = fhir.type_of(row.kind)
    lives = [one for one in door.history(kind, _uid(row)) if not one.deleted]
    found: list[Version] = []
    before: dict[str, str] = {}
    for number, one in enumerate(reversed(lives), start=1):
        body = one.json()
        report = fhir.read_report(body, _values_at(door, body, one.updated_at))
        told = _told(report)
        changes = tuple(rules.differences(before, told)) if number > 1 else ()
        found.append(Version(number, one.updated_at, report, changes))
        before = told
    return tuple(reversed(found))


def _values_at(door: record.Door, body: dict[str, object], at: datetime) -> list[dict[str, object]]:
    """The values as they were when a version of the report was written."""
    found = []
    for name in fhir.named_observations(body):
        lives = [one for one in door.history("Observation", name) if one.updated_at <= at and not one.deleted]
        if lives:
            found.append(lives[0].json())
    return found


def _told(report: fhir.Report) -> dict[str, str]:
    lines = {
        one.name: f"{one.comparator}{one.number if one.number is not None else one.text} {one.unit}".strip()
        for one in report.lines
    }
    return {**lines, "Kết luận": report.text} if report.text else lines
