"""What a steward looks at: pairs that may be one human being, how they agree, and what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.people import policies
from hoaban.shared.people.models import Decision, Doubt, Human, KnownNumber, PatientLink
from hoaban.shared.people.rules import Background, Description, read_background
from hoaban.shared.people.rules.comparing import Score, score


@dataclass(frozen=True, slots=True)
class Known:
    """One person of the register, as a steward must see them: every number in full."""

    id: UUID
    description: Description
    sources: tuple[UUID, ...]
    """Organizations that keep a Patient about them."""
    patients: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people, and how they compare. ``settled``: a steward said that they are two."""

    one: Known
    other: Known
    score: Score
    settled: bool


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A pair on the work list."""

    pair: Pair
    reason: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class PastDecision:
    """What was decided, and whether it still stands."""

    id: UUID
    verdict: str
    one: UUID
    other: UUID
    names: tuple[str, str]
    reason: str
    decided_at: datetime
    decided_by: str
    undone_at: datetime | None
    undone_by: str
    undone_reason: str


def count_doubts() -> int:
    """Pairs that wait for a steward."""
    return Doubt.objects.filter(settled="").count()


@transaction.atomic
def list_doubts(*, actor: Actor, start: int = 0, count: int = 20, now: datetime) -> tuple[Doubtful, ...]:
    """Pairs that nobody has decided, oldest first. :raises NotAllowed: the actor is no steward."""
    policies.must(actor, policies.STEWARD)
    rows = list(Doubt.objects.filter(settled="").order_by("found_at", "one", "other")[start : start + count])
    known = describe({one for row in rows for one in (row.one, row.other)})
    _enter(actor, "people.doubts", known, now)
    return tuple(
        Doubtful(_pair(known[row.one], known[row.other], settled=False), row.reason, row.found_at)
        for row in rows
        if row.one in known and row.other in known
    )


@transaction.atomic
def see_pair(*, actor: Actor, one: UUID, other: UUID, now: datetime) -> Pair:
    """Two people side by side. :raises NotFound: one is not in the register. :raises NotAllowed: no steward."""
    policies.must(actor, policies.STEWARD)
    known = describe({one, other})
    if len(known) != 2:
        raise NotFound(
            "Một trong hai người không còn trong danh bạ; có thể đã được gộp.",
            "One of the two is no longer in the register; they may have been merged.",
        )
    _enter(actor, "people.pair", known, now)
    settled = Doubt.objects.filter(one=min(one, other), other=max(one, other), settled="different").exists()
    return _pair(known[one], known[other], settled=settled)


@transaction.atomic
def list_decisions(
    *, actor: Actor, start: int = 0, count: int = 20, now: datetime
) -> tuple[PastDecision, ...]:
    """What stewards decided, newest first. :raises NotAllowed: the actor is no steward."""
    policies.must(actor, policies.STEWARD)
    rows = list(Decision.objects.order_by("-decided_at", "-id")[start : start + count])
    concerned = {one for row in rows for one in (row.one, row.other)}
    names = dict(Human.objects.filter(id__in=concerned).values_list("id", "name"))
    _enter(actor, "people.decisions", concerned, now)
    return tuple(
        PastDecision(
            row.id, row.verdict, row.one, row.other, (names.get(row.one, ""), names.get(row.other, "")), row.reason,
            row.decided_at, row.decided_by, row.undone_at, row.undone_by, row.undone_reason,
        )
        for row in rows
    )  # fmt: skip


def describe(humans: Collection[UUID]) -> dict[UUID, Known]:
    """People of the register, whole; those who are not in it are left out."""
    numbers: dict[UUID, set[tuple[str, str]]] = {}
    for row in KnownNumber.objects.filter(human__in=humans):
        numbers.setdefault(row.human, set()).add((row.kind, row.value))
    links: dict[UUID, list[PatientLink]] = {}
    for link in PatientLink.objects.filter(human__in=humans).order_by("linked_at", "patient"):
        links.setdefault(link.human, []).append(link)
    return {
        one.id: _known(one, numbers.get(one.id, set()), links.get(one.id, []))
        for one in Human.objects.filter(id__in=humans)
    }


def _known(human: Human, numbers: set[tuple[str, str]], links: list[PatientLink]) -> Known:
    phones = frozenset(phone for link in links for phone in link.said.get("phones", ()))
    described = Description(
        human.name,
        human.sex,
        human.birth,
        human.commune_code,
        frozenset(numbers),
        human.deceased,
        phones,
        _background(links),
    )
    sources = dict.fromkeys(link.source for link in links if link.source)
    return Known(human.id, described, tuple(sources), len(links))


def _background(links: list[PatientLink]) -> Background:
    """As whoever spoke last said it."""
    known = Background()
    for link in sorted(links, key=lambda one: (one.said_at is not None, one.said_at, one.patient)):
        known = read_background(link.said).over(known)
    return known


def _pair(one: Known, other: Known, *, settled: bool) -> Pair:
    return Pair(one, other, score(one.description, other.description), settled)


def _enter(actor: Actor, act: str, persons: Iterable[UUID], now: datetime) -> None:
    audit.write(actor=actor, act=act, persons=sorted(persons), now=now)
