"""Small values that everybody uses who speaks with the record. No behaviour, no database."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hoaban.record.engine import parse_json
from hoaban.record.engine.validate.issues import Issue

Json = dict[str, Any]
Criteria = tuple[tuple[str, str], ...]
"""Search parameters in their order."""


class Label(enum.IntFlag):
    """Facts that need their own right. Set by the door from code lists; they spread over the whole dossier."""

    NONE = 0
    HIV = 1
    TB = 2
    ABORTION = 4
    SEXUAL_VIOLENCE = 8
    MENTAL = 16
    DONOR = 32


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a resource as the record holds it. ``resource`` is empty when the version is a deletion."""

    type: str
    id: str
    version: int
    updated_at: datetime
    deleted: bool
    body: bytes
    """JSON text (UTF-8) with ``meta`` filled in, as it goes over the wire."""
    person: UUID | None = None

    def json(self) -> Json:
        """The resource as a dict; decimals stay exact. :raises ValueError: this version is a deletion."""
        return parse_json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Way:
    """Why a record is open to a place (the id of an Organization, a commune or a Practitioner) today.

    ``because``: ``visit``, ``residence``, ``present`` (is there now: for whoever is on duty), ``referral`` or ``care``
    (registered station, own doctor, entrusted care); the last three hold from a day until a day.
    """

    place: UUID
    because: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: ``PUT`` (create or update under a known id), ``POST`` (create under an id of ours), ``PATCH``, ``DELETE``."""

    method: str
    type: str
    id: str = ""
    resource: Json | None = None
    if_match: int | None = None
    if_none_match: bool = False
    """Only if there is none yet (``If-None-Match: *``)."""
    criteria: Criteria | None = None
    """Instead of an id, what to look for; of a POST: create only if nothing is found (``If-None-Exist``)."""
    most: int = 1
    """How many resources the criteria of a DELETE may find and take."""
    patch: Callable[[Json], Json] | None = None
    """What a PATCH makes of the current resource."""
    full_url: str = ""
    """How other entries of the same transaction name this one."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one entry. ``outcome``: created, updated, unchanged or deleted."""

    type: str
    id: str
    version: int
    updated_at: datetime
    outcome: str
    labels: Label = Label.NONE
    body: bytes = b""
    """The stored text; empty for a deletion."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search. ``next`` is the token of the following page, ``None`` on the last.

    ``included``: what comes along with the matches. ``notes``: what was left aside or left out, and why.
    ``left_aside``: parameters that a lenient search did not use.
    """

    entries: tuple[Stored, ...]
    next: str | None = None
    total: int | None = None
    included: tuple[Stored, ...] = ()
    notes: tuple[Issue, ...] = ()
    left_aside: Criteria = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One committed change as a follower reads it.

    ``op``: ``C`` created, ``U`` updated, ``D`` deleted, ``L`` only its labels changed. ``resource`` is this version
    (``None`` when deleted), ``previous`` the one before it (``None`` when created).
    """

    position: int
    at: datetime
    op: str
    type: str
    id: str
    version: int
    person: UUID | None
    labels: Label
    resource: Json | None
    previous: Json | None
