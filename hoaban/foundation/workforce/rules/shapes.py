"""The staff file as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hoaban.kernel.effective import Period


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the sector. ``birth`` is YYYY, YYYY-MM or YYYY-MM-DD; empty when not recorded."""

    id: UUID
    name: str
    profession: str
    birth: str = ""
    sex: str = ""
    personal_number: str = ""
    phone: str = ""
    email: str = ""
    degree: str = ""
    speciality: str = ""
    demo: bool = False
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody does at a facility, in a period."""

    facility_code: str
    number: str
    post: str
    period: Period
    department: str = ""
    is_trainee: bool = False
    supervisor: UUID | None = None
    registered_on: date | None = None
    leaving_reported_on: date | None = None
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which a licence did not hold."""

    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Licence:
    """A practice licence with its suspensions. ``scopes`` and ``techniques`` are codes of the lists."""

    kind: str
    number: str
    issued_on: date
    issued_by: str = ""
    valid_until: date | None = None
    scopes: frozenset[str] = frozenset()
    scope_text: str = ""
    techniques: frozenset[str] = frozenset()
    revoked_on: date | None = None
    revoked_why: str = ""
    suspensions: tuple[Suspension, ...] = ()
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Training:
    """A course that was completed."""

    kind: str
    completed_on: date
    hours: Decimal
    title: str
    provider: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredHours:
    """Weekly hours of practice: weekday 1 (Monday) to 7, minutes since midnight."""

    facility_code: str
    weekday: int
    opens: int
    closes: int
    period: Period
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Shift:
    """A turn of the rota."""

    member: UUID
    facility_code: str
    starts_at: datetime
    ends_at: datetime
    department: str = ""
    on_call: bool = False
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class StaffFile:
    """All that is known of one person of the sector, the newest first."""

    member: Member
    posts: tuple[Post, ...] = ()
    licences: tuple[Licence, ...] = ()
    trainings: tuple[Training, ...] = ()
    hours: tuple[RegisteredHours, ...] = ()

    def posts_on(self, day: date) -> tuple[Post, ...]:
        """The posts of a day."""
        return tuple(one for one in self.posts if day in one.period)
