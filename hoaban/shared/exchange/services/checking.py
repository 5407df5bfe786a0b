"""Ask the portal about an insurance card: at once with a short limit, and again by itself where nobody answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hoaban.connect import insurance_cards
from hoaban.connect.insurance_cards import CardFacts, CardQuestion, CardReply, Finding
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.tries import Misconfigured
from hoaban.shared.exchange import models, policies
from hoaban.shared.exchange.queries import configuration, shaping
from hoaban.shared.exchange.rules import cards, destinations
from hoaban.shared.exchange.rules.cards import CardAnswer, CardState, Judged, Moment
from hoaban.shared.visits import api as visits

CHECK = "exchange.check-card"
_GIVE_UP = timedelta(days=2)
"""A card that nobody answered for is asked about no longer than so."""
_LEASE = timedelta(minutes=1)


def check_card(
    *, actor: Actor, facility_code: str, question: CardQuestion, visit: UUID | None = None, moment: str = "arrival",
    person: UUID | None = None, now: datetime,
) -> CardAnswer:  # fmt: skip
    """Ask the portal about the card of who stands there, for at most the seconds of the configuration (two). A portal
    that is down, slow or not understood gives the state ``unknown``, and it is asked again by itself; every check is
    kept. Not to be called within a transaction of one's own: it would be held open meanwhile.

    ``visit``: None before there is one (``person`` then names whom the trail tells of it); ``moment``: arrival, during or end.

    :raises NotAllowed: the actor receives and sees nobody there. :raises NotFound: the visit is none of theirs.
    """
    whose = policies.must_ask(actor, facility_code, visit, CHECK) or person
    row = models.CardCheck(
        id=ids.uuid7(now), facility_code=facility_code, visit=visit, person=whose, moment=Moment(moment),
        number=insurance_cards.tidy_number(question.number), name=_typed(question.name, 200), birth=_typed(question.birth, 10),
        sex=_typed(question.sex, 10), state=CardState.UNKNOWN, why="silent", asked_at=now, asked_by=actor.id, due_at=now + _LEASE,
    )  # fmt: skip
    with transaction.atomic():
        detail = {"check": str(row.pk), "moment": row.moment} | ({"visit": str(visit)} if visit else {})
        row.save()
        audit.write(actor=actor, act=CHECK, persons=[whose] if whose else [], detail=detail, now=now)
    _note(row, _ask(row), now)
    return shaping.answer_of(row)


def attach_check(*, actor: Actor, check: UUID, visit: UUID, now: datetime) -> None:
    """A check that was made before there was a visit is one of it: of the same person at the same facility; anything else, and
    one that has a visit, stays as it is. In the caller's transaction.

    :raises NotFound: the visit is none of the actor's.
    """
    whose = policies.must_ask(actor, "", visit, CHECK)
    where = visits.get_visit(actor=actor, visit=visit).arrival.facility_code
    rows = models.CardCheck.objects.filter(
        pk=check, visit=None, person=whose, facility_code=where, asked_at__lte=now
    )
    rows.update(visit=visit)


def ask_again(*, now: Callable[[], datetime], until: Callable[[], bool]) -> int:
    """Ask about cards that nobody answered for, the longest due first; returns how many were asked about."""
    done = 0
    while not until():
        row = _claim(now())
        if row is None:
            break
        _note(row, _ask(row), now())
        done += 1
    return done


def _claim(now: datetime) -> models.CardCheck | None:
    with transaction.atomic():
        row = (
            models.CardCheck.objects.select_for_update(skip_locked=True)
            .filter(due_at__lte=now)
            .order_by("due_at")
            .first()
        )
        if row is not None:
            row.due_at = now + _LEASE
            row.save(update_fields=["due_at"])
    return row


def _ask(row: models.CardCheck) -> CardReply | str:
    """The portal's reply, or the short reason why it was not asked."""
    key = destinations.CARDS
    if not row.number:
        return "shape"
    if not configuration.is_on(key, row.facility_code):
        return "off"
    place = configuration.place_of(key)
    schema = destinations.destination(key).schema_on(clock.vietnam_day(row.asked_at))
    if place is None or schema is None:
        return "not-configured"
    secrets = configuration.secrets_of(key, row.facility_code)
    try:
        portal = insurance_cards.Portal(
            schema.version, place.address, secrets.get("username", ""), secrets.get("password", ""),
            secrets.get("staff_name", ""), secrets.get("staff_number", ""), place.seconds,
        )  # fmt: skip
    except Misconfigured:
        return "no-credentials"
    return insurance_cards.look_up(portal, _question(row), place.ask)


def _question(row: models.CardCheck) -> CardQuestion:
    return CardQuestion(row.number, row.name, row.birth, row.sex)


def _note(row: models.CardCheck, reply: CardReply | str, now: datetime) -> None:
    judged, row.code = _judged(row, reply, now)
    row.state, row.why, row.differs = judged.state, judged.why, " ".join(judged.differs)
    row.tries += 1
    answered = row.state != CardState.UNKNOWN
    row.answered_at = now if answered else None
    row.card = _kept(reply.card) if answered and isinstance(reply, CardReply) and reply.card else {}
    row.due_at = None if answered else _again(row, now)
    row.save()


def _judged(row: models.CardCheck, reply: CardReply | str, now: datetime) -> tuple[Judged, str]:
    if reply == "shape":
        return Judged(CardState.NOT_VALID, "shape"), "shape"
    if isinstance(reply, str):
        return Judged(CardState.UNKNOWN, "off" if reply == "off" else "ours"), reply
    if reply.finding is Finding.OURS:
        return Judged(CardState.UNKNOWN, "ours"), reply.code
    return cards.judge(_question(row), reply, clock.vietnam_day(now)), reply.code


def _again(row: models.CardCheck, now: datetime) -> datetime | None:
    """When to ask again; None: it is not worth asking any more."""
    waits = destinations.destination(destinations.CARDS).waits
    if now - row.asked_at > _GIVE_UP:
        return None
    return now + timedelta(minutes=waits[min(row.tries, len(waits)) - 1])


def _typed(text: str, most: int) -> str:
    """What was typed or scanned, as the database can keep it."""
    return text.replace("\0", "")[:most]


def _kept(card: CardFacts) -> dict[str, Any]:
    """As plain values, without what is empty."""
    plain = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(card).items()
    }
    return {name: value for name, value in plain.items() if value}
