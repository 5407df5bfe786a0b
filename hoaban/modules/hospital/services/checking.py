"""The insurance card of who stands at the desk is looked up: when they come, while they are here, before they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.modules.hospital.queries import arriving, desk, looking, visiting
from hoaban.modules.hospital.queries.cards import number_to_ask
from hoaban.shared.exchange import api as exchange
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits


class NoCard(Invalid):
    """The visit has no card to ask about."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a scan or some words led to: the one person with their arrival, or the counter with those who may be meant."""

    looked: looking.Looked
    seen: arriving.Arriving | None
    today: desk.Today | None


def meet(*, actor: Actor, facility_code: str, text: str, now: datetime) -> Meeting:
    """Whom somebody typed or scanned; one look in the trail. The portal is asked at once about a card that was scanned.

    :raises NotAllowed: the actor may not look for people. :raises people.TooShort: the words would find nearly everybody.
    """
    with audit.as_one(actor=actor, act="visits.see", now=now):
        looked = looking.look_up(actor=actor, facility_code=facility_code, text=text, now=now)
        one = looked.only if looked.visit is None else None
        if one is None:
            today = desk.see_today(actor=actor, facility_code=facility_code, now=now)
            return Meeting(looked, None, today)
        seen = arriving.see_arriving(
            actor=actor, facility_code=facility_code, person=one.id, scanned=looked.card, now=now
        )
        seen = arriving.with_referral(seen, looked.referral, facility_code=facility_code, now=now)
    return Meeting(
        looked, _asked(actor, facility_code, seen, looked.card, now) if looked.card else seen, None
    )


def look_at(
    *,
    actor: Actor,
    facility_code: str,
    person: UUID,
    scanned: exchange.CardScan | None,
    ask: bool,
    typed: str = "",
    now: datetime,
) -> arriving.Arriving:
    """Who stands at the desk; with ``ask`` the portal is asked about their card first, for two seconds at most: the one whose
    number the desk ``typed``, else the scanned or known one. A portal that is down changes nothing. Not to be called within a
    transaction.

    :raises NotAllowed, NotFound: as :func:`arriving.see_arriving`.
    """
    seen = arriving.see_arriving(
        actor=actor, facility_code=facility_code, person=person, scanned=scanned, now=now
    )
    return _asked(actor, facility_code, seen, scanned, now, typed) if ask else seen


def _asked(
    actor: Actor,
    facility_code: str,
    seen: arriving.Arriving,
    scanned: exchange.CardScan | None,
    now: datetime,
    typed: str = "",
) -> arriving.Arriving:
    number = typed or number_to_ask(scanned, seen.card)
    if not number:
        return seen
    answer = exchange.check_card(
        actor=actor,
        facility_code=facility_code,
        question=_question(number, seen.person),
        person=seen.person.id,
        now=now,
    )
    return arriving.with_answer(seen, answer, number, facility_code=facility_code, now=now)


def check_again(*, actor: Actor, visit: UUID, moment: str, now: datetime) -> exchange.CardAnswer:
    """Ask about the card of a visit once more, ``during`` it or before its ``end``.

    :raises NotFound: there is no such visit for the actor. :raises NoCard. :raises Invalid: there is no such moment.
    """
    found = visits.get_visit(actor=actor, visit=visit)
    card = found.arrival.card
    if card is None or not card.number:
        raise NoCard("Lượt khám này không có thẻ bảo hiểm y tế.", "This visit has no insurance card.")
    if moment not in (exchange.Moment.DURING, exchange.Moment.END):
        raise Invalid("Không có thời điểm này.", "There is no such moment.", place="moment")
    person = people.describe([found.arrival.person])[found.arrival.person]
    return exchange.check_card(
        actor=actor, facility_code=found.arrival.facility_code, question=_question(card.number, person), visit=visit,
        moment=moment, now=now,
    )  # fmt: skip


def _question(number: str, person: people.Found) -> exchange.CardQuestion:
    return exchange.CardQuestion(number, person.name, person.birth, person.sex)


@dataclass(frozen=True, slots=True)
class Hits:
    """A visit, and those of the register who may be meant beside it."""

    one: visiting.DeskVisit
    people: tuple[people.Found, ...]


def find_for_visit(*, actor: Actor, visit: UUID, text: str, now: datetime) -> Hits:
    """Look for somebody to whom a visit is to be given; one look in the trail.

    :raises NotFound: there is no such visit for the actor. :raises people.TooShort: the words would find nearly everybody.
    """
    with audit.as_one(actor=actor, act="visits.see", now=now):
        one = visiting.see_desk_visit(actor=actor, visit=visit, now=now)
        looked = looking.look_up(
            actor=actor, facility_code=one.visit.arrival.facility_code, text=text, now=now
        )
    return Hits(one, tuple(each for each in looked.hits if each.id != one.person.id))
