"""The station where a person is registered, and the person's own doctor: said from a day, ended, taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import fhir, policies
from hoaban.shared.people.models import Human, Registration
from hoaban.shared.people.queries.circle import patients_of, people_behind
from hoaban.shared.people.services import circle
from hoaban.shared.people.services.circle import NoSuchEntry, NotPossible, Standing
from hoaban.shared.people.services.describing import Sources

ACT = "people.registration"
STATION, DOCTOR = "station", "doctor"
PLACES = ("commune_station", "health_centre", "clinic", "hospital")
"""Kinds of facilities that look after people."""


def register_at(*, actor: Actor, person: UUID, facility_code: str, since: date, now: datetime) -> UUID:
    """From a day on a person is registered at a station; the one before ends the day before. Returns the entry.

    :raises NotPossible: no such place that day. :raises Standing: it is so. :raises OutOfReach: another station's person.
    """
    return _register(actor, person, STATION, facility_code, "", since, now)


def choose_doctor(
    *, actor: Actor, person: UUID, facility_code: str, number: str, since: date, now: datetime
) -> UUID:
    """From a day on a person has a doctor of their own; the one before ends the day before. Returns the entry.

    :raises NotPossible: nobody has that number there that day. :raises Standing: it is so.
    """
    return _register(actor, person, DOCTOR, facility_code, number, since, now)


def end_registration(*, actor: Actor, registration: UUID, last: date, now: datetime) -> None:
    """It ends without another. :raises NotPossible: the day does not fit."""

    def work(row: Registration, persons: list[UUID]) -> None:
        circle.check_days(row.since, last, now)
        row.until = last
        row.save(update_fields=["until"])
        _describe(persons)
        circle.write(actor, ACT, [_entry(row)], persons, now, what="end", registration=str(row.pk))

    _on_registration(actor, registration, work)


def reopen_registration(*, actor: Actor, registration: UUID, now: datetime) -> None:
    """It never ended: the end was a mistake. :raises NotPossible: there is another by now."""

    def work(row: Registration, persons: list[UUID]) -> None:
        others = Registration.objects.filter(patient__in=patients_of(persons), kind=row.kind, until=None)
        circle.check_ended(row.until, taken=others.exists())
        row.until = None
        row.save(update_fields=["until"])
        _describe(persons)
        circle.write(actor, ACT, [_entry(row)], persons, now, what="reopen", registration=str(row.pk))

    _on_registration(actor, registration, work)


def take_back_registration(*, actor: Actor, registration: UUID, now: datetime) -> None:
    """What was entered by mistake is withdrawn, and what ended with it goes on. The record keeps its history.

    :raises NotPossible: it is what a later entry stands on.
    """

    def work(row: Registration, persons: list[UUID]) -> None:
        if Registration.objects.filter(follows=row.pk).exists():
            raise NotPossible(
                "Một mục sau dựa trên mục này. Hãy báo ghi nhầm mục sau trước.",
                "A later entry stands on this one. Take the later one back first.",
            )
        before = Registration.objects.filter(pk=row.follows).first() if row.follows else None
        entries = [Entry("DELETE", "CareTeam", str(row.pk))]
        row.delete()
        if before is not None:
            before.until = None
            before.save(update_fields=["until"])
            entries.append(_entry(before))
        _describe(persons)
        circle.write(actor, ACT, entries, persons, now, what="mistake", registration=str(registration))

    _on_registration(actor, registration, work)


def _describe(persons: Collection[UUID]) -> None:
    """So that who works at a station finds whom it looks after."""
    sources = Sources(persons)
    sources.write(sources.known())


def _register(
    actor: Actor, person: UUID, kind: str, facility_code: str, number: str, since: date, now: datetime
) -> UUID:
    policies.must(actor, policies.HOUSEHOLDS)
    _check_place(kind, facility_code, number, since)

    def work() -> UUID:
        human, link = circle.hold(person)
        policies.must_keep(actor, {human.commune_code, _commune_of(facility_code, since)})
        circle.check_days(since, None, now, born=human.birth)
        if human.deceased:
            raise NotPossible("Người này đã mất.", "This person has died.", place="person")
        mine = Registration.objects.select_for_update().filter(patient__in=patients_of([person]), kind=kind)
        before = mine.filter(until=None).order_by("-since", "-id").first()
        entries = []
        if before is not None:
            if (before.facility_code, before.number) == (facility_code, number):
                raise Standing("Đã ghi như vậy.", "It is recorded so already.", place="facility")
            before.until = circle.day_before(since, before.since)
            before.save(update_fields=["until"])
            entries.append(_entry(before))
        row = Registration.objects.create(
            id=ids.uuid7(now), patient=link.patient, kind=kind, facility_code=facility_code, number=number,
            since=since, follows=before.pk if before else None,
        )  # fmt: skip
        entries.append(_entry(row))
        _describe([person])
        circle.write(actor, ACT, entries, [person], now, what=kind, registration=str(row.pk))
        return row.pk

    return record.in_one_transaction(work)


def _check_place(kind: str, facility_code: str, number: str, since: date) -> None:
    here = places.facility(facility_code, since)
    if here is None or here.kind not in PLACES:
        raise NotPossible(
            "Không có nơi chăm sóc sức khỏe này vào ngày ấy.", "There is no such place of care on that day.",
            place="facility",
        )  # fmt: skip
    if kind == DOCTOR and number not in {one.number for one in workforce.list_doctors(facility_code, since)}:
        raise NotPossible(
            "Không có bác sĩ này ở nơi ấy vào ngày ấy.", "There is no such doctor there on that day.", place="doctor"
        )  # fmt: skip


def _commune_of(facility_code: str, on: date) -> str:
    here = places.facility(facility_code, on)
    return here.commune_code if here and here.kind == "commune_station" else ""


def _entry(row: Registration) -> Entry:
    """The registration as it is now, for the record."""
    here = places.facility(row.facility_code, row.since)
    name = here.name_on(row.since) if here else row.facility_code
    organization = places.organization_id(row.facility_code)
    if row.kind == DOCTOR:
        known = workforce.find_practitioner(row.number, row.since, facility_code=row.facility_code)
        carer = fhir.Carer(
            organization, name, workforce.practitioner_id(row.facility_code, row.number),
            known.name if known else row.number,
        )  # fmt: skip
    else:
        # the staff of a station work for its commune: to them a person registered here is as good as a resident
        commune = circle.commune_of(_commune_of(row.facility_code, row.since), row.since)
        carer = fhir.Carer(organization, name, commune=commune)
    patient = circle.fhir_ids([row.patient])[row.patient]
    team = fhir.build_registration(row.pk, patient, carer, since=row.since, until=row.until)
    return Entry("PUT", "CareTeam", str(row.pk), team)


def _on_registration(
    actor: Actor, registration: UUID, act: Callable[[Registration, list[UUID]], None]
) -> None:
    policies.must(actor, policies.HOUSEHOLDS)

    def work() -> None:
        kept = Registration.objects.select_for_update().filter(kind__in=(STATION, DOCTOR))
        row = kept.filter(pk=registration).first()
        if row is None:
            raise NoSuchEntry(
                "Không có mục này; có thể đã báo ghi nhầm.", "There is no such entry; it may be gone."
            )
        persons = list(people_behind([row.patient]).values())
        communes = set(Human.objects.filter(pk__in=persons).values_list("commune_code", flat=True))
        policies.must_keep(actor, communes | {_commune_of(row.facility_code, row.since)})
        act(row, persons)

    record.in_one_transaction(work)
