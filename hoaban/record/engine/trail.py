"""The audit entry of one call of the door. Ids, types, counts and digests; never a value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record.engine import db, placement
from hoaban.record.engine.draft import Draft
from hoaban.record.shapes import Stored

_NUMBER = attrgetter("int")
_NAMED = 20
"""An act on more resources than this is told by its counts and the digest of its ids."""


def allowed(
    actor: Actor, purpose: Purpose, act: str, persons: Iterable[UUID | None], detail: dict[str, Any]
) -> None:
    """Enter an act that went through, in the act's own transaction (without one this raises); where a page gathers what it
    reads, with the rest."""
    concerned = _each_once(persons)
    if not audit.gather(actor, concerned, detail):
        db.say(*_entry(actor, purpose, act, concerned, detail))


def entry(
    actor: Actor, purpose: Purpose, act: str, persons: Iterable[UUID | None], detail: dict[str, Any]
) -> tuple[str, list[Any]]:
    """The statement of such an entry, for who sends it along with others."""
    return _entry(actor, purpose, act, _each_once(persons), detail)


def refused(
    actor: Actor, purpose: Purpose, act: str, persons: Iterable[UUID | None], detail: dict[str, Any]
) -> None:
    """Enter a refusal, on a connection of its own so that it survives the rollback."""
    concerned = _each_once(persons)
    audit.write_refusal(actor=actor, act=act, purpose=purpose.value, persons=concerned, detail=detail)


def _each_once(persons: Iterable[UUID | None]) -> list[UUID]:
    """In the order of their ids: by number, which is the same order and does not ask each pair of ids in Python."""
    return sorted({person for person in persons if person}, key=_NUMBER)


def _entry(
    actor: Actor, purpose: Purpose, act: str, concerned: Sequence[UUID], detail: dict[str, Any]
) -> tuple[str, list[Any]]:
    return audit.insert_statement(
        actor=actor, act=act, purpose=purpose.value, persons=concerned, detail=detail
    )


def name(type_name: str, fhir_id: str, version: int | None = None) -> str:
    """How the trail names a resource: by our own id, since a client's id may itself be a person's number."""
    uid = fhir_id if placement.is_uid(fhir_id) else placement.uid_of(type_name, fhir_id)[0]
    named = f"{type_name}/{uid}"
    return named if version is None else f"{named}/{version}"


def written(drafts: Sequence[Draft], found: Sequence[Stored] = (), lost: int = 0) -> dict[str, Any]:
    """What a write did. ``found``: what it found there already; ``lost``: references that lead nowhere."""
    outcomes: dict[str, int] = {}
    for draft in drafts:
        outcomes[draft.outcome] = outcomes.get(draft.outcome, 0) + 1
    names = (f"{d.type_name}/{d.uid}/{d.version}" for d in drafts if d.changes_something)
    detail: dict[str, Any] = {**listed(names), "outcomes": outcomes}
    if found:
        detail["found"] = listed(name(one.type, one.id, one.version) for one in found)
    if lost:
        detail["references_lost"] = lost
    return detail


def listed(names: Iterable[str]) -> dict[str, Any]:
    """A list of ids, or its length and digest when it is long."""
    found = list(names)
    if len(found) <= _NAMED:
        return {"resources": found}
    return {"count": len(found), "digest": hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()}
