"""The papers of a visit, as far as the record shows them to who asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.papers import fhir, models
from hoaban.shared.papers.rules.kinds import Kind, kinds
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits


class NoSuchPaper(NotFound):
    """There is no such paper, or the actor may not know that there is."""

    def __init__(self) -> None:
        super().__init__("Không có giấy này.", "There is no such paper.", place="paper")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was given out. ``valid_until``: its last good day, None without a term. ``signatures``: how many it bears, of
    ``wanted``."""

    id: UUID
    kind: Kind
    number: str
    visit: UUID
    facility_code: str
    state: str
    written_at: datetime
    written_by: str
    to_facility: str
    valid_until: date | None
    signatures: int
    wanted: int
    digest: str
    replaces: UUID | None
    why: str
    request: str

    @property
    def is_signed(self) -> bool:
        return self.signatures >= self.wanted


def papers_of(*, actor: Actor, visit: UUID) -> list[Paper]:
    """The papers of a visit that the actor may read, oldest first; one look in the trail.

    :raises NoSuchVisit: the visit is not for this actor.
    """
    visits.get_visit(actor=actor, visit=visit)
    return seen(actor, models.Paper.objects.filter(visit=visit).order_by("written_at", "id"))


def get_paper(*, actor: Actor, paper: UUID) -> Paper:
    """One paper. :raises NoSuchPaper."""
    return seen_row(actor, paper)[0]


@dataclass(frozen=True, slots=True)
class Brought:
    """A referral paper that somebody brings: whose it is, from where, since when and until when it is good."""

    paper: UUID
    person: UUID | None
    number: str
    from_facility: str
    written_on: date
    valid_until: date | None
    is_good: bool


def find_referral(*, actor: Actor, facility_code: str, number: str, now: datetime) -> Brought | None:
    """The referral to a facility under a number, for who receives people there; None where there is none. What it says is not
    told. Whose it is, is one look in the trail.

    Of several facilities that gave the same number the latest is meant: the desk compares who stands before it.
    """
    if not actor.may(visits.RECEIVE, Scope("facility", facility_code)):
        return None
    rows = models.Paper.objects.filter(to_facility=facility_code, number=number.strip(), kind="referral")
    row = rows.order_by("-written_at").first()
    if row is None:
        return None
    person = people.persons_today([UUID(row.patient)]).get(UUID(row.patient))
    with audit.as_one(actor=actor, act="papers.brought", persons=[person] if person else [], now=now):
        until = row.valid_until
        good = row.state == "issued" and (until is None or clock.vietnam_day(now) <= until)
        return Brought(
            row.pk, person, row.number, row.facility_code, clock.vietnam_day(row.written_at), until, good
        )


def peek(actor: Actor, paper: UUID) -> Paper:
    """The row alone, at one of the actor's places; whether the record shows it, is asked by who reads on.

    :raises NoSuchPaper.
    """
    row = models.Paper.objects.filter(pk=paper).first()
    if row is None or row.visit not in visits.see_visits(actor=actor, visits=[row.visit]):
        raise NoSuchPaper
    return shaped(row)


def values_of(*, actor: Actor, paper: UUID) -> tuple[Paper, dict[str, str]]:
    """A paper and what it says. :raises NoSuchPaper."""
    found, _row = seen_row(actor, paper)
    door = record.open(actor, purpose=Purpose.TREATMENT)
    said = door.read("Composition", str(paper))
    return found, fhir.read_values(said.json())


def open_file(*, actor: Actor, paper: UUID, now: datetime) -> tuple[Paper, bytes]:
    """A paper with its PDF as it stands; in the trail. :raises NoSuchPaper."""
    with audit.as_one(actor=actor, act="papers.open", detail={"paper": str(paper)}, now=now):
        found, row = seen_row(actor, paper)
        return found, files.get(row.signed or row.original)


def seen_row(actor: Actor, paper: UUID) -> tuple[Paper, models.Paper]:
    """:raises NoSuchPaper: none, at none of the actor's places, or hidden in the record."""
    row = models.Paper.objects.filter(pk=paper).first()
    if row is None or row.visit not in visits.see_visits(actor=actor, visits=[row.visit]):
        raise NoSuchPaper
    found = seen(actor, [row])
    if not found:
        raise NoSuchPaper
    return found[0], row


def seen(actor: Actor, rows: Iterable[models.Paper]) -> list[Paper]:
    """Those rows whose document the record shows to the actor."""
    listed = list(rows)
    if not listed:
        return []
    door = record.open(actor, purpose=Purpose.TREATMENT)
    readable = {one.id for one in door.read_many("DocumentReference", [str(row.pk) for row in listed])}
    return [shaped(row) for row in listed if str(row.pk) in readable]


def shaped(row: models.Paper) -> Paper:
    """A row as a plain value."""
    kind = kinds()[row.kind]
    return Paper(
        row.pk, kind, row.number, row.visit, row.facility_code, row.state, row.written_at, row.written_by,
        row.to_facility, row.valid_until, row.signatures, 2 if kind.seal else 1,
        row.signed or row.original, row.replaces_id, row.why, row.request,
    )  # fmt: skip
