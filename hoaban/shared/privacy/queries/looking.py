"""Who looked at a record, who can, and what an emergency was used for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Way
from hoaban.shared.people import api as people
from hoaban.shared.privacy.policies import OWN

TELL = "audit.tell"
LOOKS, REVIEWED = "audit.looks", "emergency.look"
OPENS = "record.read:TREAT"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a record: what the trail says, and the emergency under which it happened."""

    entry: audit.TrailEntry
    who: accounts.Known
    emergency: accounts.Emergency | None


@dataclass(frozen=True, slots=True)
class LookPage:
    """A page of looks, newest first; ``more`` when older ones follow. ``ids``: all by which the trail knows the person."""

    looks: tuple[Look, ...]
    more: bool
    ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Opening:
    """Who can see a record: a place (or a doctor by name) that reaches the person, in which ways, and who works there.

    ``refused``: the person lets them see no more than what was written there.
    """

    scope: Scope
    holders: tuple[accounts.Holder, ...]
    ways: tuple[Way, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Openings:
    """Everything that opens one record today."""

    by_place: tuple[Opening, ...]
    machines: tuple[str, ...]
    emergencies: tuple[accounts.Emergency, ...]
    known: Mapping[str, accounts.Known]


def looks(*, actor: Actor, person: UUID, before: int | None, count: int, now: datetime) -> LookPage:
    """Who looked at a person's record. The look at this list is in the trail as well.

    :raises NotAllowed: the actor neither tells people who looked nor asks about themself.
    """
    ids = _asked_about(actor, person)
    with transaction.atomic():
        found = audit.list_looks(persons=ids, before=before, limit=count + 1)
        shown = found[:count]
        known = {**accounts.known_actors({one.actor_id for one in shown}), **_citizens(shown)}
        opened = accounts.emergencies_of_person(ids)
        audit.write(
            actor=actor, act=LOOKS, purpose=Purpose.PATIENT_REQUEST, persons=[person],
            detail={"count": len(shown)}, now=now,
        )  # fmt: skip
    told = tuple(Look(one, known[one.actor_id], _under(one, opened)) for one in shown)
    return LookPage(told, len(found) > count, frozenset(ids))


def openings(*, actor: Actor, person: UUID, now: datetime) -> Openings:
    """Who can see a person's record today, and why.

    :raises NotAllowed: the actor neither tells people so nor asks about themself.
    """
    ids, day = _asked_about(actor, person), vietnam_day(now)
    able = accounts.holders(OPENS, now=now)
    reached: dict[UUID, list[Way]] = {}
    for way in record.ways_to(actor, person):
        reached.setdefault(way.place, []).append(way)
    known = [Scope("facility", code) for code in places.facility_names(day)]
    known += [Scope("department", code) for code in places.department_names(day)]
    known += [Scope("commune", one.code) for one in places.communes(day)]
    here = {one for one in (*known, *(each.scope for each in able)) if record.place_of(one) in reached}
    scopes = [*sorted(here, key=lambda one: (one.kind, one.code)), Scope("all")]
    refused = record.refused_places_of(actor, person)
    grouped = (
        Opening(
            scope,
            _holders(scope, able),
            tuple(reached.get(place, ())) if place else (),
            place in refused,
        )
        for scope, place in ((one, record.place_of(one)) for one in scopes)
    )
    opened = [one for one in accounts.emergencies_of_person(ids, since=now) if one.is_open(now)]
    return Openings(
        by_place=tuple(one for one in grouped if one.holders or _is_told_by_itself(one)),
        machines=tuple(accounts.machines_with(OPENS)),
        emergencies=tuple(opened),
        known=accounts.known_actors({one.actor_id for one in opened}),
    )


def to_review(
    *, actor: Actor, emergencies: Sequence[accounts.Emergency], now: datetime
) -> Mapping[UUID, people.Found]:
    """Whose records emergencies opened, for who reviews them; the look is in the trail.

    :raises NotAllowed: the actor reviews nothing.
    """
    persons = sorted({one.person for one in emergencies})
    if not actor.may(accounts.REVIEW):
        audit.write_refusal(actor=actor, act=REVIEWED, persons=persons)
        raise NotAllowed("Bạn không xem được mục này.", "You may not see this.")
    with transaction.atomic():
        audit.write(actor=actor, act=REVIEWED, persons=persons, detail={"count": len(emergencies)}, now=now)
        return people.describe(persons)


def who_is(person: UUID) -> people.Found:
    """:raises NotFound: nobody in the register has this id."""
    found = people.describe([person]).get(person)
    if found is None:
        raise NotFound("Không tìm thấy người này.", "There is no such person.", place="person")
    return found


def done_under(one: accounts.Emergency) -> list[audit.Done]:
    """What an emergency was used for, as the trail counts it."""
    return audit.count_done(
        actor_id=one.actor_id, persons=people.ids_of(one.person), purpose=Purpose.BREAK_GLASS,
        since=one.opened_at, until=one.ends_at,
    )  # fmt: skip


def subject_of(actor: Actor, person: UUID | None) -> accounts.Subject:
    """Whose record a citizen asks about: the own, or that of a child they stand for.

    :raises NotFound: somebody else's; the trail says that they were refused.
    """
    subjects = subjects_of(actor)
    wanted = person or subjects[0].person
    for one in subjects:
        if one.person == wanted:
            return one
    audit.write_refusal(actor=actor, act=LOOKS, purpose=Purpose.PATIENT_REQUEST, persons=[wanted])
    raise NotFound("Không tìm thấy hồ sơ.", "There is no such record.", place="person")


def subjects_of(actor: Actor) -> list[accounts.Subject]:
    """The citizen themself, then the children they stand for today."""
    mine = next(UUID(scope.code) for scope in actor.scopes(OWN) if scope.kind == "self")
    return accounts.subjects_of(mine, vietnam_day(clock.now()))


def _is_told_by_itself(one: Opening) -> bool:
    """Whether a place that nobody opens records for is told of: where the person was or lives. The staff of a station hold
    their roles in the commune, so that its registrations are told there; a visit is told at the facility, so that its
    departments need not be."""
    return one.scope.kind != "department" and any(way.because in ("visit", "residence") for way in one.ways)


def _holders(scope: Scope, able: Sequence[accounts.Holder]) -> tuple[accounts.Holder, ...]:
    """Who holds a right in a scope; of who is on duty only those who have no role at that place, by which they are told."""
    found = tuple(one for one in able if one.scope == scope)
    if scope.kind != "duty":
        return found
    there = {(one.name, one.post_vi) for one in able if one.scope == Scope("facility", scope.code)}
    return tuple(one for one in found if (one.name, one.post_vi) not in there)


def _asked_about(actor: Actor, person: UUID) -> list[UUID]:
    if not actor.may(TELL) and not any(scope.code == str(person) for scope in actor.scopes(OWN)):
        audit.write_refusal(actor=actor, act=LOOKS, purpose=Purpose.PATIENT_REQUEST, persons=[person])
        raise NotAllowed("Bạn không xem được mục này.", "You may not see this.")
    return people.ids_of(person)


def _citizens(entries: list[audit.TrailEntry]) -> dict[str, accounts.Known]:
    """The names of citizens who looked: the person, or who stands for them."""
    ids = {one.actor_id for one in entries if one.actor_id.startswith("citizen:")}
    found = people.describe(UUID(one.partition(":")[2]) for one in ids)
    return {f"citizen:{one.id}": accounts.Known(one.name, "", "") for one in found.values()}


def _under(entry: audit.TrailEntry, opened: list[accounts.Emergency]) -> accounts.Emergency | None:
    if entry.purpose != Purpose.BREAK_GLASS:
        return None
    theirs = (one for one in opened if one.actor_id == entry.actor_id)
    return next((one for one in theirs if one.opened_at <= entry.at <= one.ends_at), None)
