"""Part one Patient from a person whom a rule, or somebody, took it to be about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict
from hoaban.record import api as record
from hoaban.shared.people import policies
from hoaban.shared.people.models import Decision, PatientLink
from hoaban.shared.people.services import deciding, doubts
from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.moving import move
from hoaban.shared.people.services.persons import person_entries


class OnlyOne(Conflict):
    """Nothing else is linked to the person."""


def part(*, actor: Actor, human: UUID, patient: UUID, reason: str, now: datetime) -> UUID:
    """One Patient is about somebody else: a person of its own, whom no rule joins again. Returns the decision.

    No Patient is touched; the pair is remembered as two people.

    :raises HasChanged: the Patient is not linked to the person any more. :raises OnlyOne: it is all that is.
    """
    policies.must(actor, policies.STEWARD)
    why = deciding.reason_of(reason)

    def work() -> UUID:
        links = deciding.hold_links([human])
        link = next((one for one in links if one.patient == patient), None)
        if link is None:
            raise HasChanged(
                "Hồ sơ này không còn đứng dưới người này.", "This record is no longer linked to this person."
            )
        if len(links) == 1:
            raise OnlyOne(
                "Chỉ có một hồ sơ nói về người này, không có gì để tách.",
                "This is the only record of this person; there is nothing to part.",
            )
        new = ids.uuid7(now)
        decision = Decision.objects.create(
            id=ids.uuid7(now), verdict="parted", one=human, other=new, reason=why, decided_at=now, decided_by=actor.id,
            before={"patients": [str(patient)], "rule": link.rule, "doubts": doubts.settle(human, new, now=now)},
        )  # fmt: skip
        if link.rule != "registrar":  # the register's own word stays its own
            PatientLink.objects.filter(patient=patient).update(rule="steward")
        move([patient], to=new, leaving=human)
        detail = {"decision": str(decision.id)}
        audit.write(actor=actor, act="people.part", persons=[human, new], detail=detail, now=now)
        deciding.write(actor, person_entries([human, new]), now)
        return decision.id

    return record.in_one_transaction(work)
