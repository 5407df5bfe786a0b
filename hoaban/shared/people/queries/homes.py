"""Lists for who keeps households: the households of a commune or of somebody, and who has no station or doctor yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.people import policies
from hoaban.shared.people.models import Household, HouseholdMember, Human, PatientLink, Registration
from hoaban.shared.people.queries.circle import SEE, Home, homes_of, one_look, patients_of
from hoaban.shared.people.queries.emergency import describe, find_in_emergency
from hoaban.shared.people.queries.finding import Found, find
from hoaban.shared.people.rules.keys import commune_key

_OF_A_NAME = 100
LACKING = "people.lacking"
SEEK = "people.seek"


@dataclass(frozen=True, slots=True)
class HomePage:
    """A page of households; ``more`` when others follow."""

    homes: tuple[Home, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Lacking:
    """A page of residents of a commune who have no station (or no doctor), in name order; and how many of how many."""

    people: tuple[Found, ...]
    lacking: int
    residents: int


def list_homes(
    *, actor: Actor, text: str = "", commune_code: str = "", start: int = 0, count: int = 20, now: datetime
) -> HomePage:
    """Households of a commune by address, or those in which somebody of that name lives today; the look is in the trail.

    :raises NotAllowed: the actor keeps no households. :raises OutOfReach: not of this commune.
    :raises TooShort: hardly anything of a name.
    """
    kept = policies.communes_kept(actor)
    if commune_code:
        policies.must_keep(actor, [commune_code])
    rows = Household.objects.order_by("commune_code", "address", "id")
    if kept is not None:
        rows = rows.filter(commune_code__in=kept)
    if commune_code:
        rows = rows.filter(commune_code=commune_code)
    with one_look(actor, now):
        if text:
            found = find(actor=actor, text=text, count=_OF_A_NAME).people
            stays = HouseholdMember.objects.filter(
                patient__in=patients_of([one.id for one in found]), until=None
            )
            rows = rows.filter(pk__in=stays.values("household"))
        wanted = list(rows.values_list("pk", flat=True)[start : start + count + 1])
        homes = homes_of(wanted[:count])
        shown = [one.person.id for home in homes.values() for one in home.stays if one.person]
        audit.look(actor=actor, act=SEE, persons=list(dict.fromkeys(shown)), now=now)
    return HomePage(tuple(homes[one] for one in wanted[:count]), len(wanted) > count)


def list_lacking(
    *, actor: Actor, kind: str, commune_code: str, start: int = 0, count: int = 50, now: datetime
) -> Lacking:
    """Living residents of a commune without a ``station`` or ``doctor`` today; the look is in the trail.

    :raises NotAllowed: the actor keeps no households. :raises OutOfReach: not of this commune.
    """
    policies.must_keep(actor, [commune_code])
    residents = Human.objects.filter(keys__contains=[commune_key(commune_code)], deceased=False)
    without = residents.filter(~Exists(_registered(kind, now)))
    rows = without.order_by("name_sort", "id").values_list("pk", flat=True)[start : start + count]
    with transaction.atomic():
        known = describe(rows)
        audit.write(
            actor=actor, act=LACKING, persons=list(known), detail={"kind": kind, "commune": commune_code}, now=now
        )  # fmt: skip
    people = tuple(known[one] for one in rows if one in known)
    return Lacking(people, without.count(), residents.count())


def seek(*, actor: Actor, text: str, now: datetime) -> list[Found]:
    """Who may be meant, to be put into a household or a relation: whom the actor finds, else anybody of that whole number.

    Numbers are left out of what comes from elsewhere. :raises TooShort: hardly anything of a name or number.
    """
    policies.must(actor, policies.HOUSEHOLDS)
    with audit.as_one(actor=actor, act=SEEK, now=now):
        found = list(find(actor=actor, text=text, count=20).people)
        bare = text.replace(" ", "")
        if not found and len(bare) >= 8 and any(char.isdigit() for char in bare):
            found = find_in_emergency(number=bare)
        audit.look(actor=actor, act=SEEK, persons=[one.id for one in found], now=now)
    return found


def see_chosen(*, actor: Actor, person: UUID, now: datetime) -> list[Found]:
    """Who was chosen among those whom :func:`seek` found, to be named again, or nobody; told in the trail."""
    policies.must(actor, policies.HOUSEHOLDS)
    with transaction.atomic():
        found = list(describe([person]).values())
        audit.look(actor=actor, act=SEEK, persons=[one.id for one in found], now=now)
    return found


def _registered(kind: str, now: datetime) -> QuerySet[Registration]:
    on = vietnam_day(now)
    theirs = PatientLink.objects.filter(human=OuterRef(OuterRef("pk"))).values("patient")
    return Registration.objects.filter(
        Q(until=None) | Q(until__gte=on), kind=kind, since__lte=on, patient__in=theirs
    )


def household_of(person: UUID) -> UUID | None:
    """Where somebody lives today."""
    stays = HouseholdMember.objects.filter(patient__in=patients_of([person]), until=None)
    return stays.order_by("-since", "-id").values_list("household", flat=True).first()
