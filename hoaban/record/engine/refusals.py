"""How the door refuses: each failure has a name, and two of them look alike to whoever is refused."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from hoaban.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class Gone(NotFound):
    """It was there and has been deleted."""

    status = 410
    code = "deleted"


class Refused(NotFound):
    """It exists, but not for this actor. Looks like :class:`NotFound` to the caller; the trail knows better."""

    def __init__(self, persons: Sequence[UUID | None]) -> None:
        super().__init__("Không tìm thấy trong hồ sơ.", "Not found in the record.")
        self.persons = tuple(persons)


class MayNotSign(NotAllowed):
    """The register of staff says that this person may not do what they would sign for; the words say why."""

    def __init__(self, why: tuple[str, str], act: str, person: UUID | None) -> None:
        super().__init__(*why, place=act)
        self.persons = (person,)


class LostRace(Conflict):
    """Another transaction wrote the same resource at the same moment; the same call may go through now."""


class NotSelective(Invalid):
    """Criteria that find several resources where one is meant, or that ask for nothing."""

    status = 412
    code = "multiple-matches"


class Unresolved(Invalid):
    """A reference by criteria, or to something local, that leads nowhere this actor may go."""

    status = 422
    code = "not-found"


class StillReferenced(Conflict):
    """It cannot be deleted: other resources refer to it."""
