"""What the desk sees when somebody stands there: who they are, what is known of their card, where they may be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.queries.cards import card_of, holder_of, insurance_of
from hoaban.modules.hospital.queries.rooms import RoomNow, list_rooms
from hoaban.modules.hospital.rules.cards import OnCard, differences, standing
from hoaban.modules.hospital.rules.coverage import Case, Here, Proposal, propose
from hoaban.modules.hospital.rules.rooms import least_waiting
from hoaban.modules.hospital.rules.warning import months_old
from hoaban.shared.exchange import api as exchange
from hoaban.shared.papers import api as papers
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits


@dataclass(frozen=True, slots=True)
class Arriving:
    """Somebody at the desk.

    ``alike``: others in the house who may be taken for them. ``open``: their visits here that are not over. ``bookings``: of
    today. ``card``: what is known of their card, from the scan or from last time. ``differs``: what on the scanned card is not
    theirs. ``standing``: whether the card holds today, empty where nothing is known.
    """

    person: people.Found
    alike: tuple[people.Found, ...]
    open: tuple[visits.Visit, ...]
    bookings: tuple[scheduling.Held, ...]
    card: visits.Card | None
    differs: tuple[str, ...]
    standing: str
    priority: str
    rooms: tuple[RoomNow, ...]
    room: int | None
    proposal: Proposal
    answer: exchange.CardAnswer | None = None
    """What the portal said of the card; None where it was not asked."""
    referral: papers.Brought | None = None
    """The referral paper by whose number they were found."""


def see_arriving(
    *, actor: Actor, facility_code: str, person: UUID, scanned: exchange.CardScan | None = None, now: datetime
) -> Arriving:
    """Who stands at the desk, and what speaks for where and on whose account they are received. One look in the trail.

    :raises NotAllowed: the actor receives nobody there. :raises NotFound: the person is not in the register.
    """
    _must_receive(actor, facility_code)
    day = clock.vietnam_day(now)
    with audit.as_one(actor=actor, act="visits.see", persons=[person], now=now):
        found = people.see_person(actor=actor, person=person, now=now)
        alike = _alike(actor, facility_code, person, now)
        card = insurance_of(scanned) or visits.last_card_of(
            actor=actor, facility_code=facility_code, person=person
        )
        rooms = list_rooms(actor=actor, facility_code=facility_code, now=now)
        booked = _booked_today(actor, facility_code, person, now)
        open_visits = visits.open_visits_of(actor=actor, facility_code=facility_code, person=person)
    months = months_old(found.birth, day) if found.birth else None
    nearest = least_waiting((one.room for one in rooms), months=months)
    held = standing(card.valid_from, card.valid_to, day) if card else ""
    case = Case(insured=held in ("valid", "ends"), registered_at=card.registered_at if card else "")
    return Arriving(
        found, tuple(alike), tuple(open_visits), tuple(booked), card,
        differences(holder_of(scanned), OnCard(found.name, found.birth, found.sex)) if scanned else (), held,
        scheduling.by_age(found.birth, day), tuple(rooms),
        booked[0].session.point.id if booked else (nearest.point if nearest else None),
        propose_class(facility_code=facility_code, case=case, now=now),
    )  # fmt: skip


def _must_receive(actor: Actor, facility_code: str) -> None:
    if not actor.may(policies.RECEIVE, Scope("facility", facility_code)):
        audit.write_refusal(actor=actor, act="visits.see", detail={"facility": facility_code})
        raise NotAllowed("Bạn không tiếp đón ở cơ sở này.", "You receive nobody at this facility.")


def _alike(actor: Actor, facility_code: str, person: UUID, now: datetime) -> list[people.Found]:
    here = visits.persons_in_house(actor=actor, facility_code=facility_code)
    found = people.taken_for(person, among=(one for one in here if one != person))
    if found:
        audit.look(actor=actor, act="visits.see", persons=[one.id for one in found], now=now)
    return found


def _booked_today(actor: Actor, facility_code: str, person: UUID, now: datetime) -> list[scheduling.Held]:
    day = clock.vietnam_day(now)
    mine = (one for one in scheduling.bookings_of(person=person, now=now) if clock.vietnam_day(one.at) == day)
    held = (scheduling.get_booking(actor=actor, booking=one.id) for one in mine)
    return [one for one in held if one and one.facility_code == facility_code]


def with_answer(
    seen: Arriving, answer: exchange.CardAnswer, asked: str, *, facility_code: str, now: datetime
) -> Arriving:
    """The same arrival, when the portal has been asked: a card that holds is taken as the portal has it, one that does not is
    none, and where nobody answered all stays as it was."""
    if answer.state is exchange.CardState.UNKNOWN:
        return replace(seen, answer=answer)
    card, day = card_of(answer, asked), clock.vietnam_day(now)
    proposal = propose_class(
        facility_code=facility_code,
        case=Case(insured=card is not None, registered_at=card.registered_at if card else ""),
        now=now,
    )
    held = standing(card.valid_from, card.valid_to, day) if card else ""
    differs = tuple(dict.fromkeys((*seen.differs, *answer.differs)))
    return replace(seen, card=card, standing=held, proposal=proposal, answer=answer, differs=differs)


def with_referral(
    seen: Arriving, brought: papers.Brought | None, *, facility_code: str, now: datetime
) -> Arriving:
    """The same arrival of who brings a referral paper to this facility; one that is good speaks for a coverage class."""
    if brought is None or not brought.is_good:
        return replace(seen, referral=brought)
    registered = seen.card.registered_at if seen.card else ""
    case = Case(insured=seen.standing in ("valid", "ends"), registered_at=registered, referred=True)
    proposal = propose_class(facility_code=facility_code, case=case, now=now)
    return replace(seen, referral=brought, proposal=proposal)


def propose_class(*, facility_code: str, case: Case, now: datetime) -> Proposal:
    """The coverage class for which the facts of an arrival speak at a facility."""
    day = clock.vietnam_day(now)
    known = places.facility(facility_code, day)
    if known is None:
        return propose(Here(facility_code, "", None, ""), case)
    return propose(Here(facility_code, known.level, known.points, known.former_line), case)


def coverage_classes(*, now: datetime) -> list[codes.Code]:
    """The classes that an arrival may be of today; withdrawing a claim (8) is none."""
    return [
        one
        for one in codes.names("MA_DOITUONG_KCB", clock.vietnam_day(now)).values()
        if one.code not in ("8", "9")
    ]
