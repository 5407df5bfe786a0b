"""Who lives with a person, who is whose, where a person is registered and who their own doctor is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.shared.people import policies
from hoaban.shared.people.models import Household, HouseholdMember, PatientLink, Registration, Relation
from hoaban.shared.people.queries.emergency import describe
from hoaban.shared.people.queries.finding import Found

SEE = "people.circle"


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody's time in a household; ``person`` is None when nobody in the register is meant any more."""

    id: UUID
    household: UUID
    person: Found | None
    relation: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Home:
    """A household with all stays in it, those of today first, the head before the others."""

    id: UUID
    commune_code: str
    address: str
    stays: tuple[Stay, ...]

    @property
    def head(self) -> Stay | None:
        """Who heads it today."""
        return next((one for one in self.stays if one.until is None and one.relation == "head"), None)


@dataclass(frozen=True, slots=True)
class Related:
    """Somebody who is something to a person; with ``reverse`` the person is that to them."""

    id: UUID
    person: Found | None
    kind: str
    reverse: bool
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Registered:
    """A station or doctor of a person, or to which facility their care is entrusted, for a time."""

    id: UUID
    kind: str
    facility_code: str
    number: str
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether it stands that day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything about one person here, the latest first."""

    person: Found
    home: Home | None
    stays: tuple[Stay, ...]
    relations: tuple[Related, ...]
    registrations: tuple[Registered, ...]

    def registered(self, kind: str, on: date) -> Registered | None:
        """The station or doctor of a day."""
        return next((one for one in self.registrations if one.kind == kind and one.holds(on)), None)


def one_look(actor: Actor, now: datetime) -> AbstractContextManager[None]:
    """What a page shows of people and their households is one look."""
    return audit.as_one(actor=actor, act=SEE, now=now)


def see_circle(*, actor: Actor, person: UUID, now: datetime) -> Circle:
    """The page of one person; the look is in the trail.

    :raises NotAllowed: the actor keeps no households.
    :raises OutOfReach: not in the register, or lives and is housed elsewhere.
    """
    policies.must(actor, policies.HOUSEHOLDS)
    with one_look(actor, now):
        found = describe([person]).get(person)
        patients = patients_of([person])
        rows = list(HouseholdMember.objects.filter(patient__in=patients).order_by("-since", "-id"))
        homes = homes_of({row.household_id for row in rows})
        communes = {homes[row.household_id].commune_code for row in rows if row.until is None}
        _must_keep(actor, communes | ({found.commune_code} if found else set()), [found.id] if found else [])
        if found is None:
            raise policies.OutOfReach(
                "Người này không có trong danh bạ.", "This person is not in the register."
            )
        stays = tuple(
            Stay(row.pk, row.household_id, found, row.relation, row.since, row.until) for row in rows
        )
        home = next((homes[one.household] for one in stays if one.until is None), None)
        circle = Circle(found, home, stays, _relations(patients), registrations_of(patients))
        _enter(actor, _seen(circle), now)
    return circle


def see_home(*, actor: Actor, household: UUID, now: datetime) -> Home:
    """One household; the look is in the trail. :raises OutOfReach: there is none, or of another commune."""
    policies.must(actor, policies.HOUSEHOLDS)
    with one_look(actor, now):
        home = homes_of([household]).get(household)
        living = [one.person.id for one in home.stays if one.person and one.until is None] if home else []
        _must_keep(actor, [home.commune_code] if home else [], living)
        if home is None:
            raise policies.OutOfReach("Không có hộ này.", "There is no such household.", place="household")
        _enter(actor, [one.person.id for one in home.stays if one.person], now)
    return home


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry, to be ended or taken back: whose it is, and what it says. Of a stay: whether it heads the household."""

    kind: str
    person: Found
    what: Stay | Related | Registered


def find_noted(*, actor: Actor, kind: str, entry: UUID, now: datetime) -> Noted:
    """A ``stay``, ``relation`` or ``registration`` by its id; the look is in the trail as that at its person.

    :raises OutOfReach: there is none, or its person is another station's.
    """
    policies.must(actor, policies.HOUSEHOLDS)
    found = {
        "stay": HouseholdMember.objects.filter(pk=entry).values_list("patient", flat=True),
        "relation": Relation.objects.filter(pk=entry).values_list("patient", flat=True),
        "registration": Registration.objects.filter(pk=entry)
        .exclude(kind="entrusted")
        .values_list("patient", flat=True),
    }
    patient = found[kind].first()
    person = people_behind([patient]).get(patient) if patient else None
    if person is not None:
        circle = see_circle(actor=actor, person=person, now=now)
        held: dict[str, tuple[Stay | Related | Registered, ...]] = {
            "stay": circle.stays, "relation": circle.relations, "registration": circle.registrations,
        }  # fmt: skip
        for one in held[kind]:
            if one.id == entry:
                return Noted(kind, circle.person, one)
    raise policies.OutOfReach(
        "Không có mục này; có thể đã báo ghi nhầm.", "There is no such entry; it may be gone."
    )


def patients_of(persons: Collection[UUID]) -> list[UUID]:
    """All Patients about some people."""
    return list(PatientLink.objects.filter(human__in=persons).values_list("patient", flat=True))


def people_behind(patients: Iterable[UUID]) -> dict[UUID, UUID]:
    """Who some Patients are about."""
    rows = PatientLink.objects.filter(patient__in=set(patients))
    return dict(rows.values_list("patient", "human"))


def homes_of(households: Collection[UUID]) -> dict[UUID, Home]:
    """Some households, whole."""
    rows = list(HouseholdMember.objects.filter(household__in=households).order_by("-since", "id"))
    behind = people_behind(row.patient for row in rows)
    known = describe(set(behind.values()))
    stays: dict[UUID, list[Stay]] = {}
    for row in rows:
        person = known.get(behind[row.patient]) if row.patient in behind else None
        one = Stay(row.pk, row.household_id, person, row.relation, row.since, row.until)
        stays.setdefault(row.household_id, []).append(one)
    return {
        home.pk: Home(home.pk, home.commune_code, home.address, tuple(sorted(stays.get(home.pk, []), key=_place)))
        for home in Household.objects.filter(pk__in=households)
    }  # fmt: skip


def registrations_of(patients: Collection[UUID]) -> tuple[Registered, ...]:
    """Stations and doctors of all times, the latest first."""
    rows = Registration.objects.filter(patient__in=patients).order_by("-since", "-id")
    return tuple(
        Registered(row.pk, row.kind, row.facility_code, row.number, row.since, row.until) for row in rows
    )


def _relations(patients: Collection[UUID]) -> tuple[Related, ...]:
    rows = Relation.objects.filter(Q(patient__in=patients) | Q(other__in=patients)).order_by("kind", "id")
    mine = set(patients)
    behind = people_behind(row.other if row.patient in mine else row.patient for row in rows)
    known = describe(set(behind.values()))
    found = []
    for row in rows:
        reverse = row.patient not in mine
        other = behind.get(row.patient if reverse else row.other)
        person = known.get(other) if other else None
        found.append(Related(row.pk, person, row.kind, reverse, row.since, row.until))
    return tuple(sorted(found, key=lambda one: one.until is not None))


def _place(one: Stay) -> tuple[bool, bool, str]:
    """Those of today first, the head before all, the elder before the younger."""
    return one.until is not None, one.relation != "head", one.person.birth if one.person else ""


def _must_keep(actor: Actor, communes: Iterable[str], persons: Sequence[UUID]) -> None:
    """See that an actor keeps households of one of these communes; the trail is told of who was refused."""
    try:
        policies.must_keep(actor, communes)
    except policies.OutOfReach:
        if persons:
            audit.write_refusal(actor=actor, act=SEE, persons=persons)
        raise


def _seen(circle: Circle) -> list[UUID]:
    shown = [circle.person, *(one.person for one in circle.relations if one.person)]
    shown += [one.person for one in circle.home.stays if one.person] if circle.home else []
    return list(dict.fromkeys(one.id for one in shown))


def _enter(actor: Actor, persons: Collection[UUID], now: datetime) -> None:
    audit.look(actor=actor, act=SEE, persons=list(dict.fromkeys(persons)), now=now)
