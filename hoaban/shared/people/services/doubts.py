"""Doubtful pairs follow the decisions about the people in them, and come back when a decision is undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from hoaban.kernel.errors import Conflict
from hoaban.shared.people.models import Doubt


class HasChanged(Conflict):
    """The people are no longer as the steward saw them."""


def is_told_apart(one: UUID, other: UUID) -> bool:
    """Whether the pair was found to be two people."""
    return Doubt.objects.filter(_pair(one, other), settled="different").exists()


def carry(gone: UUID, keep: UUID) -> dict[str, Any]:
    """Doubts about who is gone become doubts about who stays; says what was taken away and what was put there."""
    about_gone = Q(one=gone) | Q(other=gone)
    taken = list(Doubt.objects.filter(about_gone))
    known = {
        whom for one in Doubt.objects.filter(Q(one=keep) | Q(other=keep)) for whom in (one.one, one.other)
    }
    given = []
    for doubt in taken:
        whom = doubt.one if doubt.other == gone else doubt.other
        if whom != keep and whom not in known:
            given.append(_doubt(keep, whom, doubt.reason, doubt.found_at, doubt.settled))
    return _exchange(about_gone, taken, given)


def settle(one: UUID, other: UUID, *, now: datetime) -> dict[str, Any]:
    """The pair is of two people; says what stood there before."""
    pair = _pair(one, other)
    return _exchange(
        pair, list(Doubt.objects.filter(pair)), [_doubt(one, other, "steward", now, "different")]
    )


def list_again(one: UUID, other: UUID, reason: str, *, now: datetime) -> None:
    """The pair is to be looked at, if nobody has decided yet."""
    Doubt.objects.bulk_create([_doubt(one, other, reason, now, "")], ignore_conflicts=True)


def restore(before: dict[str, Any]) -> None:
    """As it was. :raises HasChanged: what was put there has been decided since."""
    for given in map(_read, before["given"]):
        found = Doubt.objects.filter(_pair(given.one, given.other), settled=given.settled)
        if not found.delete()[0]:
            raise HasChanged(
                "Một quyết định sau dựa trên quyết định này. Hãy hoàn tác quyết định sau trước.",
                "A later decision stands on this one. Undo the later one first.",
            )
    Doubt.objects.bulk_create(map(_read, before["taken"]), ignore_conflicts=True)


def _exchange(where: Q, taken: Sequence[Doubt], given: Iterable[Doubt]) -> dict[str, Any]:
    placed = list(given)
    Doubt.objects.filter(where).delete()
    Doubt.objects.bulk_create(placed)
    return {"taken": [_spell(one) for one in taken], "given": [_spell(one) for one in placed]}


def _pair(one: UUID, other: UUID) -> Q:
    return Q(one=min(one, other), other=max(one, other))


def _doubt(one: UUID, other: UUID, reason: str, found_at: datetime, settled: str) -> Doubt:
    return Doubt(
        one=min(one, other), other=max(one, other), reason=reason, found_at=found_at, settled=settled
    )


def _spell(one: Doubt) -> list[str]:
    return [str(one.one), str(one.other), one.reason, one.found_at.isoformat(), one.settled]


def _read(row: list[str]) -> Doubt:
    return _doubt(UUID(row[0]), UUID(row[1]), row[2], datetime.fromisoformat(row[3]), row[4])
