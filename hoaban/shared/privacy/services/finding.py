"""Find exactly one person of the province, for acts about somebody whom the actor does not know by a care relationship."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.people import api as people


def find_exactly(
    *, actor: Actor, leave: str, act: str, purpose: Purpose, number: str, name: str, birth: date | None, now: datetime
) -> list[people.Found]:  # fmt: skip
    """Anybody in the province, by a whole number or by the whole name with the full birth date; the trail has whom it found.

    :raises NotAllowed: the actor has not this leave. :raises people.TooShort: neither is whole.
    """
    if not actor.may(leave):
        audit.write_refusal(actor=actor, act=act, purpose=purpose)
        raise NotAllowed("Vai trò của bạn không làm việc này.", "Your role does not do this.", place=leave)
    born = birth.isoformat() if birth else ""
    with transaction.atomic():
        found = people.find_in_emergency(number=number.replace(" ", ""), name=name, birth=born)
        audit.write(
            actor=actor, act=act, purpose=purpose, persons=[one.id for one in found],
            detail={"by": "number" if number else "name", "count": len(found)}, now=now,
        )  # fmt: skip
    return found
