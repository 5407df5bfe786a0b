"""The trail for who may read it. Each look at it, and each export, is an entry of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import NotFound
from hoaban.shared.auditing import policies
from hoaban.shared.people import api as people

MOST_EXPORTED = 20_000
"""Entries in one file; older ones are exported by narrowing the days."""
_NAMED = 50
"""So many people of an entry are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor looks for; empty means anything. Days are days of Viet Nam, both included."""

    person: UUID | None = None
    actor_id: str = ""
    unit: Scope | None = None
    act: str = ""
    purpose: str = ""
    outcome: str = ""
    request_id: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def named(self) -> list[str]:
        """Which criteria are given, for the trail of the search itself."""
        return sorted(one.name for one in fields(self) if getattr(self, one.name))


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of entries, newest first, with who acted; ``more`` when older ones follow."""

    entries: tuple[audit.TrailEntry, ...]
    known: Mapping[str, accounts.Known]
    more: bool


@dataclass(frozen=True, slots=True)
class OneEntry:
    """One entry with who acted, whom it names (by id; those in the register by name), and its proof."""

    entry: audit.TrailEntry
    who: accounts.Known
    names: Mapping[UUID, str]
    proof: audit.EntryProof


@dataclass(frozen=True, slots=True)
class Exported:
    """What goes into a file; ``cut`` when there is more than a file takes."""

    entries: tuple[audit.TrailEntry, ...]
    known: Mapping[str, accounts.Known]
    cut: bool


def search(*, actor: Actor, wanted: Wanted, before: int | None, count: int, now: datetime) -> TrailPage:
    """One page of the trail. :raises NotAllowed: the actor does not read it."""
    policies.must(actor, policies.READ, "audit.read")
    with transaction.atomic():
        found = audit.list_entries(sought=_sought(wanted), before=before, limit=count + 1)
        shown = tuple(found[:count])
        audit.write(
            actor=actor, act="audit.read", persons=[wanted.person] if wanted.person else [],
            detail={"filters": wanted.named, "count": len(shown)}, now=now,
        )  # fmt: skip
        return TrailPage(shown, _known(shown), len(found) > count)


def one_entry(*, actor: Actor, entry: int, now: datetime) -> OneEntry:
    """One entry and its place in the sealed trail; the people whom it names are named, and told of this look.

    :raises NotAllowed: the actor does not read the trail. :raises NotFound: there is no such entry.
    """
    policies.must(actor, policies.READ, "audit.entry")
    with transaction.atomic():
        found, proof = audit.find_entry(entry), audit.prove_entry(entry)
        if found is None or proof is None:
            raise NotFound("Không có mục nhật ký này.", "There is no such entry.", place="entry")
        named = people.describe(found.persons[:_NAMED])
        audit.write(actor=actor, act="audit.entry", persons=sorted(named), detail={"entry": entry}, now=now)
        names = {one: named[one].name if one in named else "" for one in found.persons[:_NAMED]}
        return OneEntry(found, _known([found])[found.actor_id], names, proof)


def export(*, actor: Actor, wanted: Wanted, kind: str, now: datetime) -> Exported:
    """All that is found, for a file of this kind; the trail says what was taken away.

    :raises NotAllowed: the actor does not read the trail.
    """
    policies.must(actor, policies.READ, "audit.export")
    with transaction.atomic():
        found = audit.list_entries(sought=_sought(wanted), limit=MOST_EXPORTED + 1)
        taken = tuple(found[:MOST_EXPORTED])
        detail = {"kind": kind, "filters": wanted.named, "count": len(taken)}
        if taken:
            detail |= {"first": taken[-1].id, "last": taken[0].id}
        persons = [wanted.person] if wanted.person else []
        audit.write(actor=actor, act="audit.export", persons=persons, detail=detail, now=now)
        return Exported(taken, _known(taken), len(found) > MOST_EXPORTED)


def _sought(wanted: Wanted) -> audit.TrailFilter:
    return audit.TrailFilter(
        actor_id=wanted.actor_id,
        act=wanted.act,
        outcome=wanted.outcome,
        request_id=wanted.request_id,
        purpose=wanted.purpose,
        since=_midnight(wanted.first) if wanted.first else None,
        until=_midnight(wanted.last + timedelta(days=1)) if wanted.last else None,
        persons=tuple(people.ids_of(wanted.person)) if wanted.person else (),
        stays=accounts.stays_at(wanted.unit) if wanted.unit else None,
    )


def _known(entries: Iterable[audit.TrailEntry]) -> dict[str, accounts.Known]:
    return accounts.known_actors({one.actor_id for one in entries})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
