"""Entries are inserted in the act's own transaction, with a keyed digest, without waiting for anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, connections

from hoaban.foundation.audit.queries.keys import digest_key
from hoaban.foundation.audit.rules.detail import check_detail
from hoaban.foundation.audit.rules.digests import entry_digest, spell_detail
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor

OUTCOMES = frozenset({"allowed", "refused"})
TRAIL = "trail"

_INSERT = (
    "insert into audit_entry"
    " (at, actor_id, actor_kind, act, purpose, outcome, persons, detail, request_id, digest)"
    " values (%s, %s, %s, %s, %s, %s, %s::uuid[], %s::jsonb, %s, %s) returning id"
)


class NoTransaction(RuntimeError):
    """An entry was about to stand by itself, apart from what it tells of: a fault of ours."""


def is_within_an_act() -> bool:
    """Whether a transaction is open that whoever acts has begun."""
    return connection.in_atomic_block


def insert_statement(
    *,
    actor: Actor,
    act: str,
    purpose: str = "",
    outcome: str = "allowed",
    persons: Sequence[UUID] = (),
    detail: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> tuple[str, list[Any]]:
    """The SQL of one entry and its arguments, for a caller that sends it along with its own statements.

    It ends in ``returning id`` and has no semicolon, so it may stand as ``with audited as (...)``. ``now`` is
    the instant of the act; left out, it is the present.

    :raises ValueInDetail: when ``detail`` holds anything but ids, types, counts and digests.
    :raises ValueError: for an outcome other than "allowed" and "refused".
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"no such outcome: {outcome}")
    held = detail or {}
    check_detail(held)
    spelled = spell_detail(held)
    at = now or clock.now()
    words = (actor.id, actor.kind.value, act, str(purpose), outcome, actor.request_id)
    digest = entry_digest(digest_key(), words, at, persons, spelled)
    people = "{" + orjson.dumps(persons).decode()[1:-1].replace('"', "") + "}"
    return _INSERT, [at, *words[:5], people, spelled.decode(), actor.request_id, digest]


def write(
    *,
    actor: Actor,
    act: str,
    purpose: str = "",
    outcome: str = "allowed",
    persons: Sequence[UUID] = (),
    detail: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Write one entry within the caller's transaction: it stands or falls with the act.

    :raises NoTransaction: there is none. Raises what :func:`insert_statement` raises.
    """
    if not is_within_an_act():
        raise NoTransaction(act)
    sql, arguments = insert_statement(
        actor=actor, act=act, purpose=purpose, outcome=outcome, persons=persons, detail=detail, now=now
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)


def write_refusal(
    *,
    actor: Actor,
    act: str,
    purpose: str = "",
    persons: Sequence[UUID] = (),
    detail: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Write that an act was refused, on a connection of its own: it survives the rollback of the act.

    Raises what :func:`insert_statement` raises.
    """
    sql, arguments = insert_statement(
        actor=actor, act=act, purpose=purpose, outcome="refused", persons=persons, detail=detail, now=now
    )
    trail = connections[getattr(settings, "AUDIT_TRAIL_DATABASE", TRAIL)]
    try:
        with trail.cursor() as cursor:
            cursor.execute(sql, arguments)
    finally:
        if not trail.in_atomic_block:
            trail.close()  # back to its small pool, also where no Django request will do it
