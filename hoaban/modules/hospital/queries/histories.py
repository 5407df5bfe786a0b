"""What a doctor wants to know of somebody before asking, over all facilities, as far as this doctor may see; and what a claim of
the visit would still lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.modules.hospital import policies
from hoaban.shared.chart import api as chart
from hoaban.shared.claims import api as claims
from hoaban.shared.visits import api as visits
from hoaban.ui import parts

_FACTS = 600
"""So many of the newest facts make a history; the whole record is a page of its own."""


@dataclass(frozen=True, slots=True)
class History:
    """``story`` without the visit itself, which the page shows elsewhere. ``banner`` None: not asked for."""

    visit: visits.Visit
    banner: parts.Banner | None
    story: chart.Story


@dataclass(frozen=True, slots=True)
class Claim:
    """What an insurance claim of a visit would still lack. ``banner`` None: not asked for."""

    banner: parts.Banner | None
    lacking: tuple[claims.Lacking, ...]


def claim_of(*, actor: Actor, visit: UUID, with_banner: bool = True, now: datetime) -> Claim:
    """What a claim of a visit would lack; one look, one entry.

    :raises NotFound: there is no such visit, or it is none of the actor's.
    """
    found = visits.get_visit(actor=actor, visit=visit)
    if not policies.may_work(actor, found):
        raise visits.NoSuchVisit
    with chart.one_look(actor=actor, person=found.arrival.person):
        banner = chart.see_banner(actor=actor, visit=found, now=now) if with_banner else None
        return Claim(banner, claims.lacking_facts(actor=actor, visit=visit, now=now))


def history_of(*, actor: Actor, visit: UUID, with_banner: bool = True, now: datetime) -> History:
    """The history of the person of a visit; one look, one entry.

    :raises NotFound: there is no such visit, or it is none of the actor's.
    """
    found = visits.get_visit(actor=actor, visit=visit)
    if not policies.may_work(actor, found):
        raise visits.NoSuchVisit
    person = found.arrival.person
    with chart.one_look(actor=actor, person=person):
        banner = chart.see_banner(actor=actor, visit=found, now=now) if with_banner else None
        story = chart.story(actor=actor, person=person, most=_FACTS)
    return History(found, banner, story)
