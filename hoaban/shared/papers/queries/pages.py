"""What pages of papers show: read in one look, told once in the trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.papers import policies
from hoaban.shared.papers.queries import listing, prefilling
from hoaban.shared.papers.queries.listing import Paper
from hoaban.shared.papers.rules import filling
from hoaban.shared.papers.rules.kinds import Kind
from hoaban.shared.visits import api as visits

_KINDS = ("hospital", "health_centre", "commune_station", "clinic")


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose papers, which, what one says (label, text), what a new one is filled in with, and why the actor may not give it."""

    person: UUID
    papers: list[Paper] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    why_not: tuple[str, str] | None = None


@contextmanager
def one_look(*, actor: Actor, visit: UUID) -> Iterator[Shown]:
    """The papers of a visit. :raises NotFound: it does not exist for this actor."""
    with audit.as_one(actor=actor, act="papers.list", detail={"visit": str(visit)}):
        found = visits.get_visit(actor=actor, visit=visit)
        yield Shown(found.arrival.person, listing.papers_of(actor=actor, visit=visit))


@contextmanager
def one_paper(*, actor: Actor, paper: UUID) -> Iterator[Shown]:
    """One paper and what it says. :raises NoSuchPaper."""
    with audit.as_one(actor=actor, act="papers.read", detail={"paper": str(paper)}):
        found, said = listing.values_of(actor=actor, paper=paper)
        visit = visits.get_visit(actor=actor, visit=found.visit)
        on = clock.vietnam_day(found.written_at)
        lines = [
            (one.name[0], _in_words(one.shape, said[one.code], on))
            for one in found.kind.fields
            if said.get(one.code)
        ]
        yield Shown(visit.arrival.person, [found], lines)


@contextmanager
def before_writing(
    *, actor: Actor, visit: UUID, kind: Kind, old: UUID | None, now: datetime
) -> Iterator[Shown]:
    """What a new paper of a kind begins with: what the visit tells, or what the old one says. :raises NotFound."""
    with audit.as_one(actor=actor, act="papers.begin", detail={"visit": str(visit), "kind": kind.key}):
        ground = prefilling.ground_of(actor=actor, visit=visit, now=now)
        values = filling.fill(kind, ground.known)
        if old is not None:
            values = listing.values_of(actor=actor, paper=old)[1]
        facility, on = ground.visit.arrival.facility_code, clock.vietnam_day(now)
        why = policies.may_sign(actor, kind.act, facility, on) if kind.act else None
        yield Shown(ground.visit.arrival.person, [], [], values, why)


def peek(*, actor: Actor, paper: UUID) -> Paper:
    """Of which visit and kind a paper is, before its page is read. :raises NoSuchPaper."""
    return listing.peek(actor, paper)


def destinations(on: date) -> list[tuple[str, str]]:
    """The facilities that somebody can be sent to."""
    return [
        (one.code, f"{one.name_on(on)} ({one.code})") for one in places.facilities(on) if one.kind in _KINDS
    ]


def reasons(on: date) -> list[tuple[str, str]]:
    """Why somebody is sent on."""
    return [(code, one.name_vi) for code, one in codes.names("MA_LYDO_CT", on).items()]


def _in_words(shape: str, text: str, on: date) -> str:
    if shape == "facility":
        return f"{prefilling.facility_name(text, on)} ({text})"
    if shape == "reason":
        found = codes.find("MA_LYDO_CT", text, on)
        return found.name_vi if found else text
    return date.fromisoformat(text).strftime("%d/%m/%Y") if shape == "day" else text
