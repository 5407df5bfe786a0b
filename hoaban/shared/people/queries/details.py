"""What the register itself says of a person, for the registrar who corrects it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Stored
from hoaban.shared.people import fhir, policies
from hoaban.shared.people.fhir import Details, identifying
from hoaban.shared.people.models import PatientLink
from hoaban.shared.people.queries.reviewing import Known
from hoaban.shared.people.queries.sources import Source, find_known, read_patients, sources_of
from hoaban.shared.people.rules import Description
from hoaban.shared.people.rules.details import implausible


@dataclass(frozen=True, slots=True)
class Own:
    """A person, what the register says of them, and the version that says it (0: nothing yet)."""

    known: Known
    details: Details
    version: int
    sources: tuple[Source, ...] = ()
    """Every Patient about the person, the register's own too."""


@transaction.atomic
def see_details(*, actor: Actor, human: UUID, now: datetime) -> Own:
    """To be corrected. Where the register has said nothing yet: what the sources say, as a beginning.

    :raises NotFound: not in the register. :raises NotAllowed: the actor may not register people.
    """
    policies.must(actor, policies.REGISTER)
    known = find_known(human)
    links, stored = read_patients(actor, human, now)
    sources = sources_of(links, stored)
    own = stored.get(_newest_own(links))
    if own is not None:
        return Own(known, fhir.read_details(own.json()), own.version, sources)
    return Own(known, _beginning(known), 0, sources)


def describes(one: Details) -> Description:
    """Details as matching compares them."""
    numbers = {number for paper in one.papers if (number := identifying(paper.kind, paper.value))}
    phones = frozenset({one.phone}) if one.phone else frozenset()
    return Description(one.name, one.sex, one.birth, one.commune_code, frozenset(numbers), phones=phones)


def warnings_of(one: Details, today: date) -> list[str]:
    """What looks wrong in them; nothing of it forbids anything."""
    numbers = [(paper.kind, paper.value, paper.valid_to) for paper in one.papers]
    return implausible(numbers, sex=one.sex, birth=one.birth, circumstance=one.circumstance, today=today)


def own_record(actor: Actor, links: Collection[PatientLink]) -> Stored | None:
    """The register's own Patient among those of a person; the one that spoke last when joining brought several."""
    newest = _newest_own(links)
    door = record.open(policies.at_the_door(actor), purpose=Purpose.OPERATIONS)
    return door.read("Patient", newest) if newest else None


def _newest_own(links: Collection[PatientLink]) -> str:
    own = [link for link in links if link.rule == "registrar"]
    return max(own, key=lambda link: link.said_at).fhir_id if own else ""


def _beginning(known: Known) -> Details:
    """Numbers that sources gave stay theirs: a registrar types those on the paper in hand."""
    said = known.description
    phone = next(iter(sorted(said.phones)), "")
    return Details(said.name, said.sex, said.birth, said.commune_code, "", phone, "known", "UNVERIFIED")
