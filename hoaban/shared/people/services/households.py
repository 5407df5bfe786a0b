"""Households: found one, move people in and out, name the head; and take back what was entered by mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from hoaban.kernel import clock, ids, vietnamese
from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import fhir, policies
from hoaban.shared.people.models import Household, HouseholdMember
from hoaban.shared.people.queries.circle import patients_of, people_behind
from hoaban.shared.people.rules.circle import HEAD, RELATIONS_TO_HEAD
from hoaban.shared.people.services import circle
from hoaban.shared.people.services.circle import NoSuchEntry, NotPossible, Standing

T = TypeVar("T")
ACT = "people.household"


def found_household(
    *, actor: Actor, head: UUID, commune_code: str, address: str, since: date, now: datetime
) -> UUID:
    """A new household with its head, who leaves the one before on the day before. Returns the household.

    :raises OutOfReach: the commune is another station's. :raises NotPossible: no such commune, or day.
    """
    policies.must_keep(actor, [commune_code])
    if not circle.commune_of(commune_code, clock.vietnam_day(now))[0]:
        raise NotPossible("Không có xã này.", "There is no such commune.", place="commune")

    def work() -> UUID:
        home = Household(id=ids.uuid7(now), commune_code=commune_code, address=vietnamese.nfc(address)[:200])
        home.save(force_insert=True)
        _enter(actor, home, head, HEAD, since, now)
        return home.pk

    return record.in_one_transaction(work)


def join_household(
    *, actor: Actor, household: UUID, person: UUID, relation: str, since: date, now: datetime
) -> UUID:
    """Somebody moves in; where they lived before ends on the day before. Returns the stay.

    :raises Standing: they live there. :raises NotPossible: the household has a head, or the day does not fit.
    """
    return _in_household(actor, household, lambda home: _enter(actor, home, person, relation, since, now))


def leave_household(*, actor: Actor, stay: UUID, last: date, now: datetime) -> None:
    """Somebody moves out (or dies), with the last day there. :raises NotPossible: the day does not fit."""

    def work(row: HouseholdMember) -> None:
        circle.check_days(row.since, last, now)
        row.until = last
        row.save(update_fields=["until"])

    _on_stay(actor, stay, "leave", work, now)


def reopen_stay(*, actor: Actor, stay: UUID, now: datetime) -> None:
    """Somebody never moved out: the end was a mistake. :raises NotPossible: they live elsewhere by now."""

    def work(row: HouseholdMember) -> None:
        persons = list(people_behind([row.patient]).values())
        circle.check_ended(row.until, taken=any(_home_today(one) for one in persons))
        row.until = None
        _yield_the_head(row)
        row.save(update_fields=["until", "relation"])

    _on_stay(actor, stay, "reopen", work, now)


def say_relation(*, actor: Actor, stay: UUID, relation: str, now: datetime) -> None:
    """How somebody is related to the head, when that was unknown or wrong. The head is named by :func:`name_head`."""
    _check_relation(relation)

    def work(row: HouseholdMember) -> None:
        if HEAD in (row.relation, relation):
            raise NotPossible("Hãy dùng mục đổi chủ hộ.", "Name the head instead.", place="relation")
        row.relation = relation
        row.save(update_fields=["relation"])

    _on_stay(actor, stay, "relation", work, now)


def name_head(*, actor: Actor, stay: UUID, now: datetime) -> None:
    """Somebody of the household becomes its head. How the others are related to the new head is asked anew: the words
    that stood there were about the old one."""

    def work(row: HouseholdMember) -> None:
        if row.relation == HEAD:
            raise Standing("Người này đã là chủ hộ.", "This person is the head already.")
        here = HouseholdMember.objects.filter(household=row.household_id, until=None)
        here.exclude(pk=row.pk).update(relation="")
        row.relation = HEAD
        row.save(update_fields=["relation"])

    _on_stay(actor, stay, "head", work, now)


def take_back_stay(*, actor: Actor, stay: UUID, now: datetime) -> None:
    """A stay that was entered by mistake is gone, and the one that ended with it goes on. The record keeps its history.

    :raises NotPossible: it is what a later entry stands on.
    """

    def work(row: HouseholdMember) -> None:
        if HouseholdMember.objects.filter(follows=row.pk).exists():
            raise NotPossible(
                "Một mục sau dựa trên mục này. Hãy báo ghi nhầm mục sau trước.",
                "A later entry stands on this one. Take the later one back first.",
            )
        before = HouseholdMember.objects.filter(pk=row.follows).first() if row.follows else None
        row.delete()
        if before is not None:
            before.until = None
            _yield_the_head(before)
            before.save(update_fields=["until", "relation"])
            _tell(actor, before.household, "back", [], now)

    _on_stay(actor, stay, "mistake", work, now)


def correct_household(
    *, actor: Actor, household: UUID, commune_code: str, address: str, now: datetime
) -> None:
    """Where a household lives. :raises OutOfReach: neither commune, or only one, is the actor's."""
    policies.must_keep(actor, [commune_code])

    def work(home: Household) -> None:
        home.commune_code, home.address = commune_code, vietnamese.nfc(address)[:200]
        home.save(update_fields=["commune_code", "address"])
        _tell(actor, home, "place", [], now)

    _in_household(actor, household, work)


def _enter(actor: Actor, home: Household, person: UUID, relation: str, since: date, now: datetime) -> UUID:
    _check_relation(relation)
    human, link = circle.hold(person)
    circle.check_days(since, None, now, born=human.birth)
    if human.deceased:
        raise NotPossible("Người này đã mất.", "This person has died.", place="person")
    before = _home_today(person)
    if before is not None and before.household_id == home.pk:
        raise Standing(
            "Người này đang ở trong hộ này.", "This person lives in this household.", place="person"
        )
    here = HouseholdMember.objects.filter(household=home, until=None)
    if relation == HEAD and here.filter(relation=HEAD).exists():
        raise NotPossible("Hộ đã có chủ hộ.", "The household has a head.", place="relation")
    if before is not None:
        before.until = circle.day_before(since, before.since)
        before.save(update_fields=["until"])
    stay = HouseholdMember.objects.create(
        id=ids.uuid7(now), household=home, patient=link.patient, relation=relation, since=since,
        follows=before.pk if before else None,
    )  # fmt: skip
    if before is not None:
        _tell(actor, before.household, "leave", [person], now)
    _tell(actor, home, "join", [person], now)
    return stay.pk


def _home_today(person: UUID) -> HouseholdMember | None:
    """The stay that has no end; the latest, where joining two people of the register brought two."""
    rows = HouseholdMember.objects.select_for_update().filter(patient__in=patients_of([person]), until=None)
    return rows.select_related("household").order_by("-since", "-id").first()


def _yield_the_head(row: HouseholdMember) -> None:
    """Who comes back heads the household only if nobody else does by now."""
    taken = HouseholdMember.objects.filter(household=row.household_id, until=None, relation=HEAD)
    if row.relation == HEAD and taken.exclude(pk=row.pk).exists():
        row.relation = ""


def _in_household(actor: Actor, household: UUID, act: Callable[[Household], T]) -> T:
    def work() -> T:
        home = Household.objects.select_for_update().filter(pk=household).first()
        policies.must_keep(actor, [home.commune_code] if home else [])
        if home is None:
            raise NoSuchEntry("Không có hộ này.", "There is no such household.", place="household")
        return act(home)

    return record.in_one_transaction(work)


def _on_stay(
    actor: Actor, stay: UUID, what: str, act: Callable[[HouseholdMember], None], now: datetime
) -> None:
    known = HouseholdMember.objects.filter(pk=stay).values_list("household", flat=True).first()
    if known is None:
        policies.must(actor, policies.HOUSEHOLDS)
        raise NoSuchEntry(
            "Không có mục này; có thể đã báo ghi nhầm.", "There is no such entry; it may be gone."
        )

    def work(home: Household) -> None:
        row = HouseholdMember.objects.select_for_update().filter(pk=stay, household=home).first()
        if row is None:
            raise NoSuchEntry("Mục này vừa được báo ghi nhầm.", "This entry has just been taken back.")
        concerned = list(people_behind([row.patient]).values())
        act(row)
        _tell(actor, home, what, concerned, now)

    _in_household(actor, known, work)


def _tell(actor: Actor, home: Household, what: str, persons: list[UUID], now: datetime) -> None:
    """The household as it is now, to the record; one in which nobody ever lived was a mistake, and is withdrawn."""
    rows = list(HouseholdMember.objects.filter(household=home).order_by("since", "id"))
    if not rows:
        Household.objects.filter(pk=home.pk).delete()
        gone = Entry("DELETE", "Group", str(home.pk))
        circle.write(actor, ACT, [gone], persons, now, what=what, household=str(home.pk))
        return
    names = circle.fhir_ids({row.patient for row in rows})
    on = clock.vietnam_day(now)
    station = circle.station_of(home.commune_code, on)
    group = fhir.build_household(
        home.pk,
        [fhir.Lives(names[row.patient], row.relation, row.since, row.until) for row in rows if row.patient in names],
        address=home.address, commune=circle.commune_of(home.commune_code, on),
        station=station.organization_id if station else None,
    )  # fmt: skip
    entry = Entry("PUT", "Group", str(home.pk), group)
    circle.write(actor, ACT, [entry], persons, now, what=what, household=str(home.pk))


def _check_relation(relation: str) -> None:
    if relation and relation not in RELATIONS_TO_HEAD:
        raise NotPossible("Không có quan hệ này.", "There is no such relation.", place="relation")
