"""Messages as each reader sees them: the person, the station that tells them, and who watches over the sending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.models import Message
from hoaban.shared.messaging.queries.wishes import Wishes, wishes_of
from hoaban.shared.messaging.rules import templates
from hoaban.shared.messaging.rules.deciding import WAITING, State, Way
from hoaban.shared.messaging.rules.templates import Both
from hoaban.shared.people import api as people

OWN, TO_TELL = "messages.own", "messages.to-tell"
LATELY = timedelta(days=30)
_GROUPS: dict[str, frozenset[str]] = {
    "failed": frozenset({State.FAILED}),
    "waiting": WAITING | {State.SENT, State.TO_TELL},
    "done": frozenset({State.DELIVERED, State.TOLD, State.PAGE, State.EXPIRED}),
}
"""What a list shows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message, without its text. ``reason``: a short code of what went wrong."""

    id: UUID
    name: Both
    facility: str
    asked_at: datetime
    changed_at: datetime
    due_at: datetime
    state: State
    way: Way | None
    address: str
    shared: bool
    attempts: int
    parts: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One message with what it says, in both languages; empty once it is forgotten. ``person``: for whom it is."""

    line: Line
    text: Both
    person: people.Found | None


@dataclass(frozen=True, slots=True)
class Box:
    """The messages of a person, the newest first, how they wish to be told, and how they are reached."""

    subject: accounts.Subject
    told: tuple[Told, ...]
    wishes: Wishes
    others: tuple[accounts.Subject, ...]
    """Whose messages the reader may read besides."""
    more: bool


@dataclass(frozen=True, slots=True)
class ToTell:
    """What a station has to tell, the longest waiting first."""

    told: tuple[Told, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one facility: how many messages of the last thirty days stand in which group, and since when the oldest waits."""

    facility: str
    counts: Mapping[str, int]
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Watch:
    """The state of the sending, and a page of messages."""

    figures: tuple[Figures, ...]
    lines: tuple[Line, ...]
    names: Mapping[str, str]
    """Of facilities."""
    more: bool


def own_box(*, actor: Actor, person: UUID | None, count: int, now: datetime) -> Box:
    """What was told to the actor, or to a child they stand for; the look is in the trail. :raises NotFound: somebody else."""
    subject = policies.subject_of(actor, person, OWN, now)
    with audit.as_one(
        actor=actor, act=OWN, purpose=Purpose.PATIENT_REQUEST, persons=[subject.person], now=now
    ):
        wishes = wishes_of(subject.person, now)
        rows = Message.objects.filter(person__in=people.ids_of(subject.person)).order_by("-asked_at", "id")
        every = list(rows[: count + 1])
        told = tuple(_told(row, None) for row in every[:count])
        others = tuple(one for one in policies.subjects_of(actor, now) if one != subject)
        return Box(subject, told, wishes, others, len(every) > count)


def to_tell(*, actor: Actor, count: int, now: datetime) -> ToTell:
    """What waits to be told in person in the actor's commune. The look is in the trail.

    :raises NotAllowed: the actor tells nobody.
    """
    policies.must(actor, policies.TELL, TO_TELL)
    rows, communes = Message.objects.filter(state=State.TO_TELL), policies.communes_told(actor)
    if communes is not None:
        rows = rows.filter(commune_code__in=communes)
    with transaction.atomic():
        shown = list(rows.order_by("asked_at", "id")[:count])
        today = people.persons_today({row.person for row in shown})
        whose = {row.person: today.get(row.person, row.person) for row in shown}
        known = people.describe(set(whose.values()))
        persons = sorted(set(whose.values()))
        audit.write(
            actor=actor, act=TO_TELL, purpose=Purpose.OPERATIONS, persons=persons, detail={"count": len(shown)}, now=now
        )  # fmt: skip
        return ToTell(tuple(_told(row, known.get(whose[row.person])) for row in shown), rows.count())


def watch(*, actor: Actor, group: str, facility: str | None, start: int, count: int, now: datetime) -> Watch:
    """The figures of every facility that the actor watches over, and the messages of a group (``failed``, ``waiting``,
    ``done``), the oldest first where something is to be done. The look is in the trail.

    :raises NotAllowed: the actor does not watch over the sending.
    """
    policies.must(actor, policies.WATCH, policies.WATCH)
    mine = _watched(actor)
    rows = mine.filter(state__in=_GROUPS.get(group, _GROUPS["failed"]))
    if facility is not None:
        rows = rows.filter(facility=facility)
    ordered = rows.order_by("-asked_at", "id") if group == "done" else rows.order_by("asked_at", "id")
    with transaction.atomic():
        every = list(ordered[start : start + count + 1])
        _enter(actor, every[:count], now)
        return Watch(
            _figures(mine, now), tuple(map(_line, every[:count])), places.facility_names(vietnam_day(now)),
            len(every) > count,
        )  # fmt: skip


def find_message(*, actor: Actor, message: UUID, now: datetime) -> Line:
    """One message for who watches over the sending; the look is in the trail. :raises NotAllowed, NotFound."""
    policies.must(actor, policies.WATCH, policies.WATCH)
    with transaction.atomic():
        row = _watched(actor).filter(pk=message).first()
        if row is None:
            raise NotFound("Không có tin này.", "There is no such message.", place="message")
        _enter(actor, [row], now)
        return _line(row)


def _watched(actor: Actor) -> QuerySet[Message]:
    facilities, rows = policies.facilities_watched(actor), Message.objects.all()
    return rows if facilities is None else rows.filter(facility__in=facilities)


def _figures(mine: QuerySet[Message], now: datetime) -> tuple[Figures, ...]:
    lasting = Q(state__in=_GROUPS["waiting"] | _GROUPS["failed"])
    rows = (
        mine.filter(lasting | Q(asked_at__gte=now - LATELY))
        .values_list("facility")
        .annotate(
            failed=_count("failed"), waiting=_count("waiting"), done=_count("done"),
            oldest_at=Min("asked_at", filter=Q(state__in=WAITING | {State.TO_TELL}, due_at__lte=now)),
        )
        .order_by("facility")
    )  # fmt: skip
    return tuple(
        Figures(facility, {"failed": failed, "waiting": waiting, "done": done}, oldest_at)
        for facility, failed, waiting, done, oldest_at in rows
    )


def _count(group: str) -> Count:
    return Count("id", filter=Q(state__in=_GROUPS[group]))


def _line(row: Message) -> Line:
    told = templates.template(row.template, row.version)
    return Line(
        row.pk, told.name, row.facility, row.asked_at, row.changed_at, row.due_at, State(row.state),
        Way(row.way) if row.way else None, row.address, row.shared, row.attempts, row.parts, row.reason,
    )  # fmt: skip


def _told(row: Message, person: people.Found | None) -> Told:
    """What it says, rendered anew: the person reads the whole, whatever their telephone was told."""
    told = templates.template(row.template, row.version)
    if told.values and not row.values:
        return Told(_line(row), ("", ""), person)
    values = templates.read_back(told, row.values)
    return Told(_line(row), (templates.say(told, values, "vi"), templates.say(told, values, "en")), person)


def _enter(actor: Actor, rows: Iterable[Message], now: datetime) -> None:
    persons = sorted({row.person for row in rows})
    audit.write(
        actor=actor, act=policies.WATCH, purpose=Purpose.OPERATIONS, persons=persons, detail={"count": len(persons)}, now=now
    )  # fmt: skip
