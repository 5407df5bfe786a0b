"""What acts on visits have in common: checks, the row, the Encounter, the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from hoaban.foundation.audit import api as audit
from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json, Stored
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import fhir, models, queries
from hoaban.shared.visits.fhir import Arrival, State, Visit

_NEXT = """
insert into visits_counter (facility_code, series, last) values (%s, %s, 1)
on conflict (facility_code, series) do update set last = visits_counter.last + 1 returning last
"""


class VisitNotValid(Invalid):
    """An arrival cannot be so; ``place`` names the field."""


class VisitMoved(Conflict):
    """The visit is in another state: somebody was faster, or it is over."""


def names_on(facility_code: str, day: date) -> fhir.Names:
    """What codes mean on a day."""
    facility = places.facility(facility_code, day)
    return fhir.Names(
        facility.name_on(day) if facility else facility_code,
        lambda field, code: found.name_vi if (found := codes.find(field, code, day)) else None,
        places.organization_id,
    )


def check(arrival: Arrival, day: date) -> None:
    """:raises VisitNotValid: a code that does not exist on the day, a card without a number, too long a text."""
    for field, code, place, vi, en in (
        ("MA_LOAI_KCB", arrival.care, "care", "Không có hình thức khám, chữa bệnh này.", "There is no such form of care."),
        (
            "MA_DOITUONG_KCB", arrival.coverage_class, "coverage_class",
            "Không có đối tượng khám, chữa bệnh này.", "There is no such coverage class.",
        ),
    ):  # fmt: skip
        if code and codes.find(field, code, day) is None:
            raise VisitNotValid(vi, en, place=place)
    if arrival.priority not in scheduling.priorities():
        raise VisitNotValid("Không có nhóm ưu tiên này.", "There is no such priority.", place="priority")
    if arrival.card is not None and not arrival.card.number:
        raise VisitNotValid("Thiếu số thẻ bảo hiểm y tế.", "The card number is missing.", place="card")
    if len(arrival.reason) > 500:
        raise VisitNotValid("Lý do đến khám quá dài.", "The reason is too long.", place="reason")


def fill(row: models.Visit, arrival: Arrival) -> None:
    """Put what an arrival says into the row."""
    card, referral = arrival.card, arrival.referral
    row.care, row.department, row.reason = arrival.care, arrival.department, arrival.reason
    row.coverage_class, row.priority, row.emergency = (
        arrival.coverage_class,
        arrival.priority,
        arrival.emergency,
    )
    row.card, row.card_registered_at = (card.number, card.registered_at) if card else ("", "")
    row.card_from, row.card_to = (card.valid_from, card.valid_to) if card else (None, None)
    row.referral_paper, row.referral_from, row.referral_on = (
        referral.paper,
        referral.from_facility,
        referral.written_on,
    )


def keep(actor: Actor, row: models.Visit, act: str, now: datetime, **told: object) -> Visit:
    """Store the row, and tell the trail of the person; must be in the transaction of the act."""
    row.changed_at, row.changed_by = now, actor.id
    row.save()
    audit.write(actor=actor, act=act, persons=[row.person], detail={"visit": str(row.pk), **told}, now=now)
    return queries.shaped([row])[0]


def demand(row: models.Visit, *states: State) -> None:
    """:raises VisitMoved: the visit is in none of these states."""
    if row.state not in states:
        raise VisitMoved(
            "Lượt khám đã chuyển sang bước khác.", "The visit has moved on meanwhile.", place="state"
        )


def encounter_of(door: record.Door, visit: UUID) -> tuple[Json, Stored]:
    """The Encounter as it stands."""
    stored = door.read("Encounter", str(visit))
    return stored.json(), stored


def entry(encounter: Json, stored: Stored | None) -> Entry:
    """The Encounter to be written over the version that was read."""
    return Entry("PUT", "Encounter", str(encounter["id"]), encounter, stored.version if stored else None)


def write(actor: Actor, entries: Sequence[Entry], now: datetime) -> None:
    """Write what an act on the visit itself says, as the visits may."""
    record.open(actor, purpose=Purpose.TREATMENT, now=now).transact(entries)


def rebuilt(row: models.Visit, before: Json, now: datetime) -> Json:
    """The Encounter after the row changed; what others said in it stays."""
    visit = queries.shaped([row])[0]
    return fhir.build_encounter(visit, names_on(row.facility_code, clock.vietnam_day(now)), before)


def numbered(facility_code: str, series: str) -> int:
    """The next number of a series of a facility; waits for whoever takes one at the same moment, so there is no gap."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [facility_code, series])
        return int(cursor.fetchone()[0])
