"""What the register itself says of a person, for the registrar who corrects it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Stored
from hoaban.shared.people import fhir, policies
from hoaban.shared.people.fhir import Details, identifying
from hoaban.shared.people.models import PatientLink
from hoaban.shared.people.queries.reviewing import Known, describe
from hoaban.shared.people.rules import Description
from hoaban.shared.people.rules.details import implausible


@dataclass(frozen=True, slots=True)
class Own:
    """A person, what the register says of them, and the version that says it (0: nothing yet)."""

    known: Known
    details: Details
    version: int


@transaction.atomic
def see_details(*, actor: Actor, human: UUID, now: datetime) -> Own:
    """To be corrected. Where the register has said nothing yet: what the sources say, as a beginning.

    :raises NotFound: not in the register. :raises NotAllowed: the actor may not register people.
    """
    policies.must(actor, policies.REGISTER)
    known = describe([human]).get(human)
    if known is None:
        raise NotFound(
            "Người này không có trong danh bạ; có thể đã được gộp.",
            "This person is not in the register; they may have been merged.",
        )
    stored = own_record(actor, list(PatientLink.objects.filter(human=human)))
    if stored is not None:
        return Own(known, fhir.read_details(stored.json()), stored.version)
    audit.write(actor=actor, act="people.details", persons=[human], now=now)
    return Own(known, _beginning(known), 0)


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
    own = [link for link in links if link.rule == "registrar"]
    if not own:
        return None
    newest = max(own, key=lambda link: link.said_at)
    return record.open(policies.at_the_door(actor), purpose=Purpose.OPERATIONS).read(
        "Patient", newest.fhir_id
    )


def _beginning(known: Known) -> Details:
    """Numbers that sources gave stay theirs: a registrar types those on the paper in hand."""
    said = known.description
    phone = next(iter(sorted(said.phones)), "")
    return Details(said.name, said.sex, said.birth, said.commune_code, "", phone, "known", "UNVERIFIED")
