"""The Patients behind a person: who keeps each, what it said last, with every number, and why it is linked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Stored
from hoaban.shared.people import fhir, policies
from hoaban.shared.people.fhir import Paper
from hoaban.shared.people.models import PatientLink
from hoaban.shared.people.queries.reviewing import Known, describe
from hoaban.shared.people.rules import Description, read_said


@dataclass(frozen=True, slots=True)
class Source:
    """One Patient. ``facility``: the Organization that keeps it; none of what the register itself says for nobody."""

    patient: UUID
    facility: UUID | None
    rule: str
    linked_at: datetime
    said: Description
    papers: tuple[Paper, ...]


def see_sources(*, actor: Actor, human: UUID, now: datetime) -> tuple[Known, tuple[Source, ...]]:
    """A person and all that is linked to them, the first link first, for a steward.

    :raises NotFound: not in the register. :raises NotAllowed: the actor is no steward.
    """
    policies.must(actor, policies.STEWARD)
    known = find_known(human)
    links, stored = read_patients(actor, human, now)
    return known, sources_of(links, stored)


def find_known(human: UUID) -> Known:
    """A person of the register. :raises NotFound: there is none of this id any more."""
    known = describe([human]).get(human)
    if known is None:
        raise NotFound(
            "Người này không có trong danh bạ; có thể đã được gộp.",
            "This person is not in the register; they may have been merged.",
        )
    return known


def read_patients(actor: Actor, human: UUID, now: datetime) -> tuple[list[PatientLink], dict[str, Stored]]:
    """The links of a person and, by its id, each Patient behind them; one entry in the trail."""
    links = list(PatientLink.objects.filter(human=human).order_by("linked_at", "patient"))
    with audit.as_one(actor=actor, act="people.details", persons=[human], now=now):
        door = record.open(policies.at_the_door(actor), purpose=Purpose.OPERATIONS, now=now)
        stored = door.read_many("Patient", [link.fhir_id for link in links])
    return links, {one.id: one for one in stored}


def sources_of(links: Sequence[PatientLink], stored: dict[str, Stored]) -> tuple[Source, ...]:
    """Links with what their Patients say."""
    return tuple(
        Source(
            link.patient, link.source, link.rule, link.linked_at, read_said(link.said, ()),
            fhir.read_papers(stored[link.fhir_id].json()) if link.fhir_id in stored else (),
        )
        for link in links
    )  # fmt: skip
