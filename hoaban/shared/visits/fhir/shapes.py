"""Visits as those above see them: plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    """How far a visit is. ``arrived``, ``triaged``, ``seen``: it is being worked; the others: it is over."""

    ARRIVED = "arrived"
    TRIAGED = "triaged"
    SEEN = "seen"
    ENDED = "ended"
    CANCELLED = "cancelled"


OPEN_STATES = (State.ARRIVED, State.TRIAGED, State.SEEN)

STATES = {
    State.ARRIVED: ("Đã tiếp đón", "Received"),
    State.TRIAGED: ("Đã đo sinh hiệu", "Triaged"),
    State.SEEN: ("Đang khám", "Being seen"),
    State.ENDED: ("Đã kết thúc", "Ended"),
    State.CANCELLED: ("Đã hủy", "Cancelled"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """An insurance card as it was shown or looked up. ``registered_at``: code of the facility of primary registration."""

    number: str
    valid_from: date | None = None
    valid_to: date | None = None
    registered_at: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """The referral paper that somebody came with."""

    paper: str = ""
    from_facility: str = ""
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came, where, why, and who pays.

    ``care``: form of care (MA_LOAI_KCB); ``coverage_class``: MA_DOITUONG_KCB, empty for who pays alone; ``department``: code of
    the department in the facility; ``priority``: a code of scheduling's groups.
    """

    facility_code: str
    person: UUID
    reason: str = ""
    care: str = "01"
    department: str = ""
    coverage_class: str = ""
    card: Card | None = None
    referral: Referral = field(default_factory=Referral)
    priority: str = "none"
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of somebody to a facility. ``id`` is its Encounter in the record, ``patient`` the Patient of the facility there."""

    id: UUID
    number: str
    """MA_LK: the facility's own number of the visit."""
    patient: str
    arrival: Arrival
    state: State
    arrived_at: datetime
    ended_at: datetime | None
    practitioner: str
    """Staff number of who sees them; empty before."""
    changed_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class VisitDiagnosis:
    """A Condition and its part in the visit: ``admission``, ``main``, ``comorbid`` or ``traditional``."""

    condition: UUID
    role: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a visit ended: ``disposition`` is MA_LOAI_RV, ``result`` KET_QUA_DTRI, ``to_facility`` where they are sent."""

    disposition: str
    result: str
    to_facility: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What the Encounter shows beside codes; ``of(list, code)`` names a code of a list, or tells nothing."""

    facility: str
    of: Callable[[str, str], str | None]
    organization: Callable[[str], UUID]
    """The id of a facility in the record, by its code."""
