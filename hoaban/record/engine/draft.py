"""One resource on its way through the door: what was sent, what is known, what will be stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from hoaban.record.engine.consent import Refusal
from hoaban.record.engine.links import NONE, Links
from hoaban.record.engine.placement import Placement
from hoaban.record.engine.relations import Reached
from hoaban.record.engine.search.index import Index
from hoaban.record.engine.spelling import Text
from hoaban.record.shapes import Json

Key = tuple[int, UUID]
"""Type and id of a resource, stored or not."""


@dataclass(frozen=True, slots=True)
class Current:
    """The row that a write meets."""

    rid: int
    version: int
    updated_at: datetime
    deleted: bool
    patient: UUID | None
    person: UUID | None
    dossier: UUID | None
    labels: int
    own_labels: int
    allowed: bool
    """Whether the actor's rule permits this version, asked in SQL."""
    dictionary: int
    body: bytes


@dataclass(slots=True)
class Draft:
    """Mutable on purpose: each step of the door fills in its part, in the order of the fields."""

    method: str
    type_name: str
    type: int
    id: str
    uid: UUID
    given_id: str | None
    resource: Json | None
    if_match: int | None
    if_none_match: bool = False
    is_new: bool = False
    """Its id was made just now, so nothing that is stored can be about it."""
    text: Text | None = None
    placement: Placement | None = None
    index: Index | None = None
    current: Current | None = None
    patient: UUID | None = None
    person: UUID | None = None
    dossier: UUID | None = None
    own_labels: int = 0
    labels: int = 0
    rid: int = 0
    version: int = 0
    updated_at: datetime | None = None
    outcome: str = ""
    body: bytes = b""
    reach: set[Reached] = field(default_factory=set)
    refusals: tuple[Refusal, ...] = ()
    links: Links = NONE

    @property
    def key(self) -> Key:
        return self.type, self.uid

    @property
    def is_out_of_reach(self) -> bool:
        """Whether it is about a stored resource that the actor may not write."""
        return self.current is not None and not self.current.allowed

    @property
    def stands(self) -> bool:
        """Whether there is a current version that is no deletion."""
        return self.current is not None and not self.current.deleted

    @property
    def changes_something(self) -> bool:
        return self.outcome != "unchanged"
