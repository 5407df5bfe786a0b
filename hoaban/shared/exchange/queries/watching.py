"""The state of what goes out, for who watches over it: figures, lists, one message, the cards that wait, the destinations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.shared.exchange import models, policies
from hoaban.shared.exchange.queries import shaping
from hoaban.shared.exchange.rules import proofs, states
from hoaban.shared.people import api as people

LATELY = timedelta(days=30)
_BY_HAND = Q(state="by_hand", reason="not-found-there") | Q(reason=states.CANCELLED_HERE)
_GROUPS: Mapping[str, Q] = {
    "stuck": Q(state__in=states.STUCK) | _BY_HAND,
    "open": Q(state__in=states.OPEN),
    "done": Q(state__in=states.DONE) & ~_BY_HAND,
}
"""What a list shows."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one facility and destination: how many messages stand in which group, and since when the oldest waits; of
    cards: how many wait for an answer (``open``), were given up (``stuck``), were answered in thirty days (``done``)."""

    facility: str
    destination: str
    counts: Mapping[str, int]
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Watch:
    """The state of what goes out, and a page of messages. ``names``: of facilities."""

    figures: tuple[Figures, ...]
    lines: tuple[shaping.Message, ...]
    names: Mapping[str, str]
    more: bool


@dataclass(frozen=True, slots=True)
class Try:
    """One try; ``ended_at`` None: under way, or broken off."""

    number: int
    began_at: datetime
    ended_at: datetime | None
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One message with its tries. ``person``: whom it is about, for who acts at its facility; ``proofs``: places among
    the receipts that have a file."""

    message: shaping.Message
    tries: tuple[Try, ...]
    person: people.Found | None
    facility: str
    replaced_by: UUID | None
    has_content: bool


@dataclass(frozen=True, slots=True)
class CardLine:
    """One check of a card, without whose it is."""

    facility: str
    moment: str
    state: str
    code: str
    words: tuple[str, str]
    asked_at: datetime
    answered_at: datetime | None
    due_at: datetime | None
    tries: int


def watch(
    *, actor: Actor, group: str, facility: str, destination: str, start: int, count: int, now: datetime
) -> Watch:  # fmt: skip
    """The figures of every facility that the actor watches over, and the messages of a group (``stuck``, ``open``, ``done``), the
    oldest first where something is to be done. The look is in the trail.

    :raises NotAllowed: the actor does not watch.
    """
    policies.must(actor, policies.WATCH, policies.WATCH)
    mine = _watched(actor)
    rows = mine.filter(_GROUPS.get(group, _GROUPS["stuck"]))
    if facility:
        rows = rows.filter(facility_code=facility)
    if destination:
        rows = rows.filter(destination=destination)
    ordered = rows.order_by("-made_at", "id") if group == "done" else rows.order_by("made_at", "id")
    with transaction.atomic():
        every = list(ordered[start : start + count + 1])
        _enter(actor, every[:count], now)
        figures = (*_figures(mine, now), *_card_figures(actor, now))
        lines = tuple(shaping.message_of(row) for row in every[:count])
        return Watch(figures, lines, places.facility_names(vietnam_day(now)), len(every) > count)


def find_message(*, actor: Actor, message: UUID, now: datetime) -> Detail:
    """One message with its tries and receipts; the look is in the trail. :raises NotAllowed, NotFound."""
    with transaction.atomic():
        row = watched_row(actor, message)
        _enter(actor, [row], now)
        receipts = tuple(shaping.receipt_of(one) for one in row.receipts.order_by("at", "id"))
        tries = tuple(
            Try(one.number, one.began_at, one.ended_at, one.outcome, one.reason)
            for one in row.attempts.order_by("began_at", "id")
        )
        sees = bool(row.person) and policies.sees_people(actor, row.facility_code)
        known = people.describe([row.person]) if sees and row.person else {}
        newer = row.replaced_by.first()
        return Detail(
            shaping.message_of(row, receipts), tries, next(iter(known.values()), None),
            places.facility_names(vietnam_day(now)).get(row.facility_code, row.facility_code), newer.pk if newer else None,
            row.content is not None,
        )  # fmt: skip


def read_proof(*, actor: Actor, message: UUID, digest: str, now: datetime) -> tuple[bytes, str, str]:
    """A file that shows that a message was entered by hand: content, media type, ending. The look is in the trail.

    :raises NotAllowed: otherwise. :raises NotFound: no such message or file, or the actor does not act at its facility.
    """
    with transaction.atomic():
        row = watched_row(actor, message)
        receipt = row.receipts.filter(proof=digest).exclude(proof="").first()
        if receipt is None or not policies.sees_people(actor, row.facility_code):
            raise _none()
        _enter(actor, [row], now)
        kind = files.media_type(digest)
        return files.get(digest), kind, proofs.ENDINGS.get(kind, "bin")


def list_cards(
    *, actor: Actor, show: str, facility: str, start: int, count: int, now: datetime
) -> tuple[list[CardLine], bool]:
    """Checks of cards that wait for an answer (``open``), were given up (``stuck``), or all of thirty days, the newest
    first; whether there are more.

    :raises NotAllowed: the actor does not watch.
    """
    policies.must(actor, policies.WATCH, policies.WATCH)
    rows = _cards(actor, now).filter(_card_group(show))
    if facility:
        rows = rows.filter(facility_code=facility)
    with transaction.atomic():
        every = list(rows.order_by("-asked_at", "id")[start : start + count + 1])
        persons = sorted({row.person for row in every[:count] if row.person})
        detail = {"count": len(every[:count])}
        audit.write(
            actor=actor, act=policies.WATCH, purpose=Purpose.OPERATIONS, persons=persons, detail=detail, now=now
        )  # fmt: skip
    return [_card_line(row) for row in every[:count]], len(every) > count


def watched_row(actor: Actor, message: UUID) -> models.Message:
    """A message that the actor watches over. :raises NotAllowed, NotFound."""
    policies.must(actor, policies.WATCH, policies.WATCH)
    row = _watched(actor).filter(pk=message).first()
    if row is None:
        raise _none()
    return row


def _none() -> NotFound:
    return NotFound("Không có thông điệp này.", "There is no such message.", place="message")


def _watched(actor: Actor) -> QuerySet[models.Message]:
    facilities, rows = policies.facilities_of(actor, policies.WATCH), models.Message.objects.all()
    return rows if facilities is None else rows.filter(facility_code__in=facilities)


def _cards(actor: Actor, now: datetime) -> QuerySet[models.CardCheck]:
    facilities = policies.facilities_of(actor, policies.WATCH)
    rows = models.CardCheck.objects.filter(asked_at__gte=now - LATELY)
    return rows if facilities is None else rows.filter(facility_code__in=facilities)


def _card_group(show: str) -> Q:
    groups = {"open": Q(due_at__isnull=False), "stuck": Q(due_at=None, state="unknown")}
    return groups.get(show, Q())


def _figures(mine: QuerySet[models.Message], now: datetime) -> tuple[Figures, ...]:
    lasting = _GROUPS["open"] | _GROUPS["stuck"]
    rows = (
        mine.filter(lasting | Q(made_at__gte=now - LATELY))
        .values_list("facility_code", "destination")
        .annotate(
            stuck=Count("id", filter=_GROUPS["stuck"]), open=Count("id", filter=_GROUPS["open"]),
            done=Count("id", filter=_GROUPS["done"]), oldest_at=Min("made_at", filter=lasting),
        )
        .order_by("facility_code", "destination")
    )  # fmt: skip
    return tuple(
        Figures(code, key, {"stuck": s, "open": o, "done": d}, oldest) for code, key, s, o, d, oldest in rows
    )


def _card_figures(actor: Actor, now: datetime) -> tuple[Figures, ...]:
    rows = (
        _cards(actor, now)
        .values_list("facility_code")
        .annotate(
            stuck=Count("id", filter=_card_group("stuck")), open=Count("id", filter=_card_group("open")),
            done=Count("id", filter=~Q(state="unknown")), oldest_at=Min("asked_at", filter=_card_group("open")),
        )
        .order_by("facility_code")
    )  # fmt: skip
    return tuple(
        Figures(code, "insurance-cards", {"stuck": s, "open": o, "done": d}, oldest)
        for code, s, o, d, oldest in rows
    )


def _card_line(row: models.CardCheck) -> CardLine:
    answer = shaping.answer_of(row)
    return CardLine(
        row.facility_code, row.moment, row.state, row.code, answer.words, row.asked_at, row.answered_at, row.due_at, row.tries
    )  # fmt: skip


def _enter(actor: Actor, rows: Iterable[models.Message], now: datetime) -> None:
    persons = sorted({row.person for row in rows if row.person})
    audit.write(
        actor=actor, act=policies.WATCH, purpose=Purpose.OPERATIONS, persons=persons, detail={"count": len(persons)}, now=now
    )  # fmt: skip
