"""Which record a citizen reads: their own, or that of a child they stand for today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound

OWN = f"record.read:{Purpose.PATIENT_REQUEST}"


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose record is read. ``actor`` holds leave for this one person, with the rights that hold for them alone.

    ``until``: the last day on which the reader stands for a child; None for the own record.
    """

    actor: Actor
    person: UUID
    until: date | None
    subjects: tuple[accounts.Subject, ...]


def reading_of(actor: Actor, person: UUID | None) -> Reading:
    """The record of ``person``, or without one of the citizen themself.

    :raises NotFound: it is not theirs to read, or there is no such person; the trail says that they were refused.
    """
    scopes = [one for one in actor.scopes(OWN) if one.kind in ("self", "dependant")]
    mine = next(one for one in scopes if one.kind == "self")
    wanted = mine if person is None else next((one for one in scopes if one.code == str(person)), None)
    if wanted is None:
        assert person is not None  # noqa: S101
        audit.write_refusal(actor=actor, act="record.read", purpose=Purpose.PATIENT_REQUEST, persons=[person])
        raise NotFound("Không tìm thấy hồ sơ.", "There is no such record.", place="person")
    subjects = accounts.subjects_of(UUID(mine.code), clock.vietnam_day(clock.now()))
    shown = next((one for one in subjects if str(one.person) == wanted.code), None)
    return Reading(actor.within(wanted), UUID(wanted.code), shown.until if shown else None, tuple(subjects))
