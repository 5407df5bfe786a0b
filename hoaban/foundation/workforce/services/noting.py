"""What every change has in common: leave for it, its entry in the trail, its announcement under ``workforce``."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import policies
from hoaban.foundation.workforce.rules.problems import Problem
from hoaban.kernel import outbox
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

TOPIC = "workforce"


class StaffNotValid(Invalid):
    """What was given cannot be in a staff file; ``place`` names the field."""


class NoSuchStaff(NotFound):
    """There is no such staff file, or the actor may not know that there is."""

    def __init__(self) -> None:
        super().__init__("Không có hồ sơ nhân lực này.", "There is no such staff file.")


class StaffChanged(Conflict):
    """Somebody else changed the file since the actor looked."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ đã được người khác sửa; hãy mở lại.", "Somebody else changed the file; open it again."
        )


def require(actor: Actor, act: str, facilities: Collection[str], now: datetime) -> None:
    """Go on only with the right for one of the facilities; a refusal is in the trail even though nothing was done.

    :raises NotAllowed: without it.
    """
    with _told(actor, act, now):
        policies.require_management(actor, facilities)


def require_licensing(actor: Actor, act: str, now: datetime) -> None:
    """Go on only with the right to stop licences; a refusal is in the trail.

    :raises NotAllowed: without it.
    """
    with _told(actor, act, now):
        policies.require_licensing(actor)


@contextmanager
def _told(actor: Actor, act: str, now: datetime) -> Iterator[None]:
    try:
        yield
    except NotAllowed:
        audit.write_refusal(actor=actor, act=act, now=now)
        raise


def note(actor: Actor, act: str, now: datetime, **ids: str) -> None:
    """Write the act into the trail and announce it; in the transaction of the change, ids only."""
    audit.write(actor=actor, act=act, detail=dict(ids), now=now)
    outbox.announce(TOPIC, {"act": act.removeprefix("workforce.").replace("-", "_"), **ids})


def refuse_first(problems: list[Problem]) -> None:
    """:raises StaffNotValid: there is a problem; the first is told."""
    for place, vi, en in problems:
        raise StaffNotValid(vi, en, place=place)
