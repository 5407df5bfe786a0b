"""What a steward decides about two people: one human being, or two. Links change and nothing else; all can be undone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.shared.people import policies
from hoaban.shared.people.models import Decision
from hoaban.shared.people.services import deciding, doubts
from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.moving import move
from hoaban.shared.people.services.persons import emptied_entry, person_entries


def join(*, actor: Actor, one: UUID, other: UUID, reason: str, now: datetime) -> UUID:
    """Two people are one: what is linked to ``other`` moves to ``one``. Returns the decision.

    No Patient is touched. Doubts about ``other`` go on as doubts about ``one``.

    :raises HasChanged: one of them is in the register no more, or the pair was found to be two.
    """
    policies.must(actor, policies.STEWARD)
    why = deciding.reason_of(reason)

    def work() -> UUID:
        links = deciding.hold(one, other)
        if doubts.is_told_apart(one, other):
            raise HasChanged(
                "Cặp này đã được quyết định là hai người. Hãy hoàn tác quyết định đó trước.",
                "This pair was found to be two people. Undo that decision first.",
            )
        moved = [link.patient for link in links if link.human == other]
        decision = Decision(
            id=ids.uuid7(now), verdict="same", one=one, other=other, reason=why, decided_at=now, decided_by=actor.id,
            before={"patients": [str(patient) for patient in moved], "doubts": doubts.carry(other, one)},
        )  # fmt: skip
        decision.save(force_insert=True)
        move(moved, to=one, leaving=other)
        audit.write(
            actor=actor,
            act="people.join",
            persons=[one, other],
            detail={"decision": str(decision.id)},
            now=now,
        )
        deciding.write(actor, [*person_entries([one]), emptied_entry(other, now_in=one)], now)
        return decision.id

    return record.in_one_transaction(work)


def tell_apart(*, actor: Actor, one: UUID, other: UUID, reason: str, now: datetime) -> UUID:
    """Two people are two, however alike: the pair is not listed again. Returns the decision."""
    policies.must(actor, policies.STEWARD)
    why = deciding.reason_of(reason)

    def work() -> UUID:
        deciding.hold(one, other)
        decision = Decision.objects.create(
            id=ids.uuid7(now), verdict="different", one=one, other=other, reason=why, decided_at=now,
            decided_by=actor.id, before={"doubts": doubts.settle(one, other, now=now)},
        )  # fmt: skip
        audit.write(
            actor=actor,
            act="people.tell-apart",
            persons=[one, other],
            detail={"decision": str(decision.id)},
            now=now,
        )
        return decision.id

    return record.in_one_transaction(work)
