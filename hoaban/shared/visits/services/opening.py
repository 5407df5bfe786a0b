"""Somebody comes: their visit is opened, in the record and here, in one transaction."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.record import sources
from hoaban.record.shapes import Entry
from hoaban.shared.people import api as people
from hoaban.shared.visits import fhir, models, policies, queries, rules
from hoaban.shared.visits.fhir import Arrival, State, Visit
from hoaban.shared.visits.services import noting


def open_visit(*, actor: Actor, arrival: Arrival, once: str = "", now: datetime) -> Visit:
    """Open a visit of somebody of the register; sent again with the same ``once``, it is the same visit.

    Writes the Patient of the facility where it has none of them yet, the Encounter and the Coverage.

    :raises NotAllowed: the actor receives nobody there. :raises VisitNotValid. :raises NotFound: nobody has that id.
    """
    place = policies.place_of(arrival.facility_code)
    policies.must(actor, policies.RECEIVE, place, "visits.open")
    noting.check(arrival, clock.vietnam_day(now))
    return record.in_one_transaction(partial(_open, actor, arrival, once[:64], now))


def patient_for(*, person: UUID, facility_code: str, now: datetime) -> tuple[str, list[Entry]]:
    """The id of a facility's Patient of somebody, and what is to be written beside what names it: for who writes about somebody
    before they have come. Whether the actor may is for the caller, who must be in the transaction that writes.

    :raises NotFound: nobody has that id.
    """
    year = clock.vietnam_day(now).year
    return people.arrive(
        person=person, facility_code=facility_code, now=now,
        new_number=lambda: rules.patient_number(year, noting.numbered(facility_code, f"patient:{year}")),
    )  # fmt: skip


def _open(actor: Actor, arrival: Arrival, once: str, now: datetime) -> Visit:
    code, day = arrival.facility_code, clock.vietnam_day(now)
    count = noting.numbered(code, f"visit:{day:%y%m%d}")
    if once and (same := models.Visit.objects.filter(facility_code=code, once=once).first()):
        return queries.shaped([same])[0]
    number = rules.visit_number(day, count)
    patient, entries = patient_for(person=arrival.person, facility_code=code, now=now)
    arrived_at = now.replace(second=0, microsecond=0)
    row = models.Visit(
        id=UUID(sources.encounter_id(code, number, arrived_at)), facility_code=code, number=number, patient=patient,
        person=arrival.person, state=State.ARRIVED, once=once, arrived_at=arrived_at, opened_by=actor.id,
    )  # fmt: skip
    noting.fill(row, arrival)
    with audit.as_one(
        actor=actor, act="visits.open", persons=[arrival.person], detail={"visit": str(row.pk)}, now=now
    ):
        visit = noting.keep(actor, row, "visits.open", now)
        names = noting.names_on(code, day)
        encounter = fhir.build_encounter(visit, names)
        coverage = fhir.build_coverage(visit, arrival.card, names)
        noting.write(
            policies.at_the_door(actor),
            [*entries, noting.entry(encounter, None), Entry("PUT", "Coverage", coverage["id"], coverage)],
            now,
        )
    return visit
