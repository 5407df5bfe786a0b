"""What people ask about their data: for the person, for the desk, and the officers' work list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.shared.people import api as people
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.models import DataRequest, RequestStep
from hoaban.shared.privacy.queries.consents import see
from hoaban.shared.privacy.rules import rights

LOOK = "privacy.requests"


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with a request. ``due_on``: until when, of an extension."""

    at: datetime
    by: str
    state: rights.State
    words: str
    ground: rights.Ground | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Request:
    """One request with its clock and what was done."""

    number: int
    person: UUID
    kind: rights.Kind
    text: str
    asker: rights.Asker
    asker_name: str
    relation: str
    identified: str
    received_on: date
    entered_at: datetime
    taken_by: str
    due_on: date
    state: rights.State
    steps: tuple[Step, ...]

    @property
    def waits(self) -> bool:
        """Whether somebody has to answer."""
        return self.state in rights.WAITING

    def days_left(self, on: date) -> int:
        """How many days are left of the term; negative when it has run out."""
        return (self.due_on - on).days


@dataclass(frozen=True, slots=True)
class Requests:
    """A page of requests, with whom they are about and who did something."""

    requests: tuple[Request, ...]
    persons: Mapping[UUID, people.Found]
    known: Mapping[str, accounts.Known]
    waiting: int = 0
    overdue: int = 0
    more: bool = False


def requests_of(*, actor: Actor, person: UUID, now: datetime) -> Requests:
    """All that was ever asked about a person's data, the newest first: for themself, who stands for them, and a desk.

    :raises NotAllowed: the actor is none of them. :raises NotFound: nobody, or nobody for this actor.
    """
    with audit.as_one(actor=actor, act=LOOK, purpose=Purpose.PATIENT_REQUEST, persons=[person], now=now):
        must_reach(actor, person)
        rows = DataRequest.objects.filter(person__in=people.ids_of(person)).order_by("-received_on", "-id")
        return _page(rows)


def work_list(*, actor: Actor, closed: bool, start: int, count: int, now: datetime) -> Requests:
    """Those that wait, the first due first; or those that are closed, the latest first.

    :raises NotAllowed: the actor answers none.
    """
    policies.must(actor, policies.ANSWER, LOOK)
    today, waiting = vietnam_day(now), DataRequest.objects.filter(closed_at=None)
    done = DataRequest.objects.exclude(closed_at=None).order_by("-closed_at", "-id")
    rows = done if closed else waiting.order_by("due_on", "id")
    with transaction.atomic():
        found = _page(
            rows[start : start + count + 1],
            count=count,
            figures=(waiting.count(), waiting.filter(due_on__lt=today).count()),
        )
        persons = sorted({one.person for one in found.requests})
        _enter(actor, persons, {"count": len(found.requests)}, now)
    return found


def find_request(*, actor: Actor, number: int, now: datetime) -> tuple[Request, Requests]:
    """One request, for who answers it. :raises NotAllowed: the actor answers none. :raises NotFound: there is none."""
    policies.must(actor, policies.ANSWER, LOOK)
    with transaction.atomic():
        found = _page(DataRequest.objects.filter(pk=number))
        if not found.requests:
            raise NotFound("Không có yêu cầu này.", "There is no such request.", place="request")
        (one,) = found.requests
        _enter(actor, [one.person], {"request": number}, now)
    return one, found


def must_reach(actor: Actor, person: UUID) -> None:
    """See that an actor may ask for a person: as themself, standing for them, or at a desk that takes down what they say.

    :raises NotAllowed: none of these. :raises NotFound: nobody, or nobody for this actor.
    """
    if not policies.speaks_for(actor, person):
        see(actor, person)
    elif person not in people.describe([person]):
        raise NotFound("Không tìm thấy người này.", "There is no such person.", place="person")


def _page(
    rows: QuerySet[DataRequest], *, count: int | None = None, figures: tuple[int, int] = (0, 0)
) -> Requests:
    every = list(rows)
    shown = every[:count]
    steps: dict[int, list[RequestStep]] = {}
    for step in RequestStep.objects.filter(request__in=[one.pk for one in shown]):
        steps.setdefault(step.request_id, []).append(step)
    today = people.persons_today({one.person for one in shown})
    found = tuple(_request(one, today.get(one.person, one.person), steps.get(one.pk, ())) for one in shown)
    actors = {one.taken_by for one in found} | {step.by for one in found for step in one.steps}
    return Requests(
        found,
        people.describe({one.person for one in found}),
        accounts.known_actors(actors),
        *figures,
        more=len(every) > len(shown),
    )


def _request(row: DataRequest, person: UUID, steps: Iterable[RequestStep]) -> Request:
    kind = rights.kind(row.kind, row.received_on)
    return Request(
        row.pk, person, kind, row.text, rights.Asker(row.asker), row.asker_name, row.relation, row.identified,
        row.received_on, row.entered_at, row.taken_by, row.due_on, rights.State(row.state),
        tuple(_step(one, kind) for one in steps),
    )  # fmt: skip


def _step(row: RequestStep, kind: rights.Kind) -> Step:
    offered = rights.grounds(kind.key, vietnam_day(row.at))
    ground = next((one for one in offered if one.key == row.ground), None)
    return Step(row.at, row.by, rights.State(row.state), row.words, ground, row.due_on)


def _enter(actor: Actor, persons: list[UUID], detail: dict[str, object], now: datetime) -> None:
    audit.write(actor=actor, act=LOOK, purpose=Purpose.OPERATIONS, persons=persons, detail=detail, now=now)
