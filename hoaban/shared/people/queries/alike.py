"""Whom of the register somebody of the register may be, for a registrar who doubts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.shared.people import policies
from hoaban.shared.people.models import Doubt
from hoaban.shared.people.queries.finding import find
from hoaban.shared.people.queries.matching import SHOWN, Candidate, weigh
from hoaban.shared.people.queries.reviewing import Known, describe
from hoaban.shared.people.queries.sources import find_known
from hoaban.shared.people.rules.comparing import score


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody else, how they compare, and what stands about the pair: nothing, that it waits, or that they are two."""

    candidate: Candidate
    stands: str


def see_alike(*, actor: Actor, human: UUID, text: str = "", now: datetime) -> tuple[Known, tuple[Alike, ...]]:
    """A person with those who may be the same, likeliest first; with ``text`` those whom it finds, however unlike.

    :raises NotFound: not in the register. :raises NotAllowed: the actor may not register people.
    :raises TooShort: the text would find nearly everybody.
    """
    policies.must(actor, policies.REGISTER)
    known = find_known(human)
    with audit.as_one(actor=actor, act="people.candidates", persons=[human], now=now):
        if text:
            found = [one.id for one in find(actor=actor, text=text).people]
        else:
            found = [one for _points, one in weigh(known.description)[: SHOWN + 1]]
        others = describe([one for one in found if one != human])
        candidates = [Candidate(one, score(known.description, one.description)) for one in others.values()]
        candidates = sorted(candidates, key=lambda one: (-one.score.bits, one.known.id))[:SHOWN]
        audit.look(
            actor=actor, act="people.candidates", persons=[one.known.id for one in candidates], now=now
        )
    stands = _stands(human)
    return known, tuple(Alike(one, stands.get(one.known.id, "")) for one in candidates)


def _stands(human: UUID) -> dict[UUID, str]:
    """Of everybody with whom somebody stands on a list: ``waits``, or what was decided."""
    rows = Doubt.objects.filter(Q(one=human) | Q(other=human))
    return {row.other if row.one == human else row.one: row.settled or "waits" for row in rows}
