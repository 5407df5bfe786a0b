"""Which way a visit may go."""

from __future__ import annotations

from hoaban.shared.visits.rules.shapes import State

NEXT = {
    State.ARRIVED: (State.TRIAGED, State.SEEN, State.ENDED, State.CANCELLED),
    State.TRIAGED: (State.SEEN, State.ENDED, State.CANCELLED),
    State.SEEN: (State.ENDED,),
    State.ENDED: (State.SEEN,),
    State.CANCELLED: (),
}
"""From ``ended`` back to ``seen``: opened again on the same day by who ended it, before the record is closed."""

ENCOUNTER_STATUS = {
    State.ARRIVED: "arrived",
    State.TRIAGED: "triaged",
    State.SEEN: "in-progress",
    State.ENDED: "finished",
    State.CANCELLED: "cancelled",
}


def may_become(now: State, then: State) -> bool:
    """Whether a visit may go from one state to another; staying is no move."""
    return then in NEXT[now]
