"""A registrar says that two people of the register may be one; a steward will look."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.shared.people import policies
from hoaban.shared.people.services import deciding, doubts
from hoaban.shared.people.services.doubts import HasChanged


def report_doubt(*, actor: Actor, one: UUID, other: UUID, now: datetime) -> None:
    """Put a pair on the stewards' list; a pair that waits there already stays as it is. Nobody is joined by it.

    :raises HasChanged: one is in the register no more, or a steward found that they are two.
    """
    policies.must(actor, policies.REGISTER)

    def work() -> None:
        deciding.hold(one, other)
        if doubts.is_told_apart(one, other):
            raise HasChanged(
                "Người rà soát đã quyết định đây là hai người khác nhau.",
                "A steward has decided that these are two people.",
            )
        doubts.list_again(one, other, "registrar", now=now)
        audit.write(actor=actor, act="people.doubt", persons=[one, other], now=now)

    record.in_one_transaction(work)
