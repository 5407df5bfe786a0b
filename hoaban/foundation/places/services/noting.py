"""What every change has in common: leave for it, its entry in the trail, its announcement under ``places``."""

from __future__ import annotations

from datetime import datetime

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import policies
from hoaban.foundation.places.rules.facility_file import Problem
from hoaban.kernel import outbox
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

TOPIC = "places"


class PlaceNotValid(Invalid):
    """What was given cannot be in the register; ``place`` names the field."""


class NoSuchFacility(NotFound):
    """There is no such facility."""

    def __init__(self) -> None:
        super().__init__("Không có cơ sở này.", "There is no such facility.")


class PlaceChanged(Conflict):
    """Somebody else changed it since the actor looked."""

    def __init__(self) -> None:
        super().__init__(
            "Thông tin đã được người khác sửa; hãy mở lại.", "Somebody else changed it; open it again."
        )


def require(actor: Actor, act: str, now: datetime) -> None:
    """Go on only with the right; a refusal is in the trail even though nothing was done.

    :raises NotAllowed: without it.
    """
    try:
        policies.require_management(actor)
    except NotAllowed:
        audit.write_refusal(actor=actor, act=act, now=now)
        raise


def note(actor: Actor, act: str, now: datetime, **ids: str) -> None:
    """Write the act into the trail and announce it; in the transaction of the change, ids only."""
    audit.write(actor=actor, act=act, detail=dict(ids), now=now)
    told = {name: value for name, value in ids.items() if name == "facility"}
    outbox.announce(TOPIC, {"act": act.removeprefix("places.").replace("-", "_"), **told})


def refuse_first(problems: list[Problem]) -> None:
    """:raises PlaceNotValid: there is a problem; the first is told."""
    for place, vi, en in problems:
        raise PlaceNotValid(vi, en, place=place)
