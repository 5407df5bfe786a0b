"""One answer, one entry: what a page reads in several calls is told once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit.services import writing
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError

_NAMED = 20
"""More resources than this are told by their count and digest, as in an entry of one call."""


@dataclass(slots=True)
class _Gathered:
    """What was read so far."""

    actor_id: str
    persons: dict[UUID, None] = field(default_factory=dict)
    told: list[Mapping[str, Any]] = field(default_factory=list)


_open: ContextVar[_Gathered | None] = ContextVar("hoaban_audit_gathering", default=None)


@contextmanager
def as_one(
    *, actor: Actor, act: str, purpose: str = "", persons: Sequence[UUID] = (), now: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Iterator[None]:  # fmt: skip
    """What this actor reads inside is one entry, in one transaction with the reads; inside another it is part of that one.

    A refusal is an entry of its own and ends it: nothing was shown then, and nothing is told as shown.
    """
    if _open.get() is not None:
        yield
        return
    gathered, failure = _Gathered(actor.id, dict.fromkeys(persons)), None
    mark = _open.set(gathered)
    try:
        with transaction.atomic():
            try:
                yield
            except HoaBanError as refused:  # the transaction ends as usual: it holds nothing but reads
                failure = refused
            else:
                _open.set(None)
                told = {**(detail or {}), **_merged(gathered.told)}
                writing.write(
                    actor=actor, act=act, purpose=purpose, persons=sorted(gathered.persons), detail=told, now=now
                )  # fmt: skip
    finally:
        _open.reset(mark)
    if failure is not None:
        raise failure


def look(
    *, actor: Actor, act: str, purpose: str = "", persons: Sequence[UUID] = (), detail: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Enter what is about to be shown, in the transaction in which it was read: with the rest where a page gathers, else by
    itself."""
    if not gather(actor, persons, {"way": act, "count": len(persons)}):
        writing.write(actor=actor, act=act, purpose=purpose, persons=persons, detail=detail, now=now)


def gather(actor: Actor, persons: Sequence[UUID], detail: Mapping[str, Any]) -> bool:
    """Let what is being read be told with the rest; False where nothing gathers, and it is to be told by itself."""
    gathered = _open.get()
    if gathered is None or gathered.actor_id != actor.id:
        return False
    gathered.persons.update(dict.fromkeys(persons))
    gathered.told.append(detail)
    return True


def _merged(told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The details of several calls as one: how many, in which ways, of which resources."""
    merged: dict[str, Any] = {"calls": len(told)}
    if ways := sorted({str(one["way"]) for one in told if one.get("way")}):
        merged["ways"] = ways
    names = [name for one in told for name in one.get("resources", ())]
    count = len(names) + sum(int(one.get("count", 0)) for one in told)
    if count == len(names) <= _NAMED:
        return {**merged, "resources": names}
    parts = [*sorted(names), *(str(one["digest"]) for one in told if one.get("digest"))]
    if not parts:
        return {**merged, "count": count}
    return {**merged, "count": count, "digest": hashlib.sha256("\n".join(parts).encode()).hexdigest()}
