"""Finding records of a facility: by number, person, state and day; what is overdue for signature; what is past its years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import VIETNAM
from hoaban.shared.legal_records import models, policies
from hoaban.shared.legal_records.queries.standing import Standing, shaped
from hoaban.shared.legal_records.rules import keeping
from hoaban.shared.people import api as people

COUNT = 50
PILES = ("all", "overdue", "open", "closed", "archived", "disposal")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. ``pile``: one of PILES; ``text``: a part of a number, or of a name (at least two letters)."""

    pile: str = "all"
    text: str = ""
    first: date | None = None
    last: date | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A record in the list, with whose it is."""

    record: Standing
    person: UUID | None
    name: str
    birth: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One page, the latest first; ``counts`` by pile."""

    lines: list[Line]
    has_more: bool
    counts: dict[str, int]


def find_records(*, actor: Actor, sought: Sought, now: datetime) -> Found:
    """The records of the facilities where the actor finds them; whom the page names is one entry of the trail."""
    here = models.LegalRecord.objects.filter(facility_code__in=_places(actor))
    with audit.as_one(actor=actor, act="records.list", now=now):
        rows = _of_pile(here, sought.pile, now)
        if sought.first:
            rows = rows.filter(opened_at__gte=_begins(sought.first))
        if sought.last:
            rows = rows.filter(opened_at__lt=_begins(sought.last) + timedelta(days=1))
        if sought.text:
            rows = rows.filter(_fits(actor, sought.text))
        page = list(rows.order_by("-opened_at", "visit")[sought.start : sought.start + COUNT + 1])
        lines = _named(page[:COUNT], now)
        shown = [one.person for one in lines if one.person]
        audit.look(actor=actor, act="records.list", persons=shown)
    return Found(lines, len(page) > COUNT, {pile: _of_pile(here, pile, now).count() for pile in PILES})


def find_one(*, actor: Actor, visit: UUID, now: datetime) -> Line | None:
    """One of them, for who keeps records there; None where there is none for them. In the trail."""
    row = models.LegalRecord.objects.filter(pk=visit, facility_code__in=_places(actor, policies.KEEP)).first()
    if row is None:
        return None
    with audit.as_one(actor=actor, act="records.see", detail={"visit": str(visit)}, now=now):
        (line,) = _named([row], now, whole=True)
        audit.look(actor=actor, act="records.see", persons=[line.person] if line.person else [])
    return line


def _places(actor: Actor, leave: str = policies.FIND) -> list[str]:
    return [scope.code for scope in actor.scopes(leave) if scope.kind == "facility"]


def _begins(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), VIETNAM)


def _of_pile(rows: QuerySet[models.LegalRecord], pile: str, now: datetime) -> QuerySet[models.LegalRecord]:
    if pile == "overdue":
        return rows.filter(state="open", ended_at__lt=now - keeping.SIGN_WITHIN)
    if pile == "disposal":
        return rows.filter(state="archived", keep_until__lt=clock.vietnam_day(now))
    return rows if pile == "all" else rows.filter(state=pile)


def _fits(actor: Actor, text: str) -> Q:
    by_number = Q(number__startswith=text) | Q(archive_number__iexact=text)
    if not any(char.isalpha() for char in text) or not actor.may("people.find"):
        return by_number
    try:
        known = people.find(actor=actor, text=text)
    except people.TooShort:
        return by_number
    patients = [one for each in known.people for one in people.ids_of(each.id)]
    return by_number | Q(patient__in=[str(one) for one in patients])


def _named(rows: list[models.LegalRecord], now: datetime, *, whole: bool = False) -> list[Line]:
    today = people.persons_today(UUID(row.patient) for row in rows)
    known = people.describe(today.values())
    lines = []
    for row in rows:
        person = today.get(UUID(row.patient))
        who = known.get(person) if person else None
        late = row.state == "open" and row.ended_at is not None and row.ended_at < now - keeping.SIGN_WITHIN
        lines.append(
            Line(shaped(row, whole=whole), person, who.name if who else "", who.birth if who else "", late)
        )
    return lines
