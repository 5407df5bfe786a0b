"""Who works a queue calls, sees, puts aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.shared.scheduling import api as scheduling

ACTS: Final[dict[str, Callable[..., scheduling.Ticket]]] = {
    "call": scheduling.call,
    "start": scheduling.start,
    "end": scheduling.end,
    "skip": scheduling.skip,
    "back": scheduling.bring_back,
    "leave": scheduling.leave,
}
"""What may be done with one number: called again, begun, ended, put aside, waiting once more, gone."""


class NotDone(Invalid):
    """Nobody knows what was to be done."""


def work_queue(
    *, actor: Actor, point: int, act: str, ticket: int | None, desk: str = "", now: datetime
) -> scheduling.Ticket | None:
    """Do one act at a queue: ``next``, or one of :data:`ACTS` with a ticket. None: nobody waits.

    :raises NotAllowed, scheduling.NoSuchPoint, scheduling.NoSuchTicket. :raises scheduling.Taken: somebody was faster.
    :raises NotDone: there is no such act.
    """
    scheduling.get_point(actor=actor, point=point)
    if act == "next":
        return scheduling.call_next(actor=actor, point=point, desk=desk[:40], now=now)
    if act == "call" and ticket is not None:
        return scheduling.call(actor=actor, ticket=ticket, desk=desk[:40], now=now)
    do = ACTS.get(act)
    if do is None or ticket is None:
        raise NotDone("Hãy chọn một việc của hàng đợi.", "Choose what to do in the queue.", place="act")
    return do(actor=actor, ticket=ticket, now=now)
