"""Opening the doctor's page, and keeping what is typed there: on the server, every few seconds, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.fhir.consultation import MOST, TEXTS
from hoaban.modules.hospital.queries import consulting
from hoaban.modules.hospital.queries.consulting import Desk, Other, Saved
from hoaban.modules.hospital.services import calling
from hoaban.shared.chart import api as chart
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits


class TypedElsewhere(Conflict):
    """The same person typed at the same visit in another window or on another computer meanwhile."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            "Bạn vừa ghi lượt khám này ở cửa sổ hoặc máy khác.",
            "You have just written at this visit in another window or on another computer.",
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """``number``: what was kept, counted; ``too_long``: places whose text is longer than a place takes, kept as it was before."""

    number: int
    too_long: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """Who else is there; ``version``: what was saved last as far as is known, 0 if nothing; ``saved_by``: by whom."""

    others: tuple[Other, ...]
    version: int
    saved_by: str


def worked_visit(actor: Actor, visit: UUID) -> visits.Visit:
    """A visit of a place where the actor sees people. :raises NoSuchVisit."""
    found = visits.get_visit(actor=actor, visit=visit)
    if not policies.may_work(actor, found):
        raise visits.NoSuchVisit
    return found


def open_desk(*, actor: Actor, visit: UUID, with_last: bool = False, now: datetime) -> Desk:
    """All that the doctor's page begins with; whoever else is there sees that somebody came. One look, one entry.

    ``with_last``: the last consultation of the person comes along, to begin from.

    :raises NotFound: there is no such visit, or it is none of the actor's.
    """
    found = worked_visit(actor, visit)
    person = found.arrival.person
    with audit.as_one(actor=actor, act="record.read", purpose="TREAT", persons=[person], now=now):
        banner = chart.see_banner(actor=actor, visit=found, now=now)
        saved = consulting.saved_of(actor=actor, visit=visit, now=now)
        known = people.describe([person]).get(person)
        row = draft_of(actor, found, saved, now)
        others = consulting.others_at(actor=actor, visit=visit, now=now)
        last = consulting.last_before(actor=actor, visit=found, now=now) if with_last else None
    return Desk(found, banner, saved, consulting.mine_of(row), others, known.sex if known else "", last)


def draft_of(actor: Actor, visit: visits.Visit, saved: Saved, now: datetime) -> models.Draft:
    """The draft of somebody at a visit, locked; begun from what is saved now unless they have typed since."""
    row, _made = models.Draft.objects.select_for_update().get_or_create(  # type: ignore[misc] # asked only when it is made
        visit=visit.id, owner=actor.id,
        defaults={
            "facility_code": visit.arrival.facility_code, "owner_name": lambda: _name(actor, visit, now),
            "base": saved.places, "base_version": saved.version, "seen_at": now,
        },
    )  # fmt: skip
    if not row.typed:
        row.base, row.base_version = saved.places, saved.version
    row.seen_at = now
    row.save(update_fields=["base", "base_version", "seen_at"])
    return row


def keep_draft(*, actor: Actor, visit: UUID, typed: Mapping[str, str], number: int, now: datetime) -> Kept:
    """Keep what is typed; the same again changes nothing. With the first words the turn in the queue begins.

    ``number``: what the page knows to be kept. :raises TypedElsewhere: something else was kept since.
    :raises NotFound: there is no such visit, or it is none of the actor's. :raises Conflict: the visit is over.
    """
    found = worked_visit(actor, visit)
    if not found.is_open:
        raise Conflict("Lượt khám đã kết thúc.", "The visit is over.", place="state")
    with transaction.atomic():
        row = models.Draft.objects.select_for_update().filter(visit=visit, owner=actor.id).first()
        if row is None:
            row = draft_of(actor, found, consulting.saved_of(actor=actor, visit=visit, now=now), now)
        too_long = tuple(place for place in TEXTS if len(typed.get(place, "")) > MOST)
        kept = {place: text for place, text in typed.items() if place not in too_long}
        kept.update({place: row.typed[place] for place in too_long if place in row.typed})
        if kept in (row.typed, row.base if not row.typed else None):
            return Kept(row.number, too_long)
        if row.number != number:
            raise TypedElsewhere(row.number)
        begins = not row.typed
        row.typed = {} if kept == row.base else kept
        row.number, row.changed_at, row.seen_at = row.number + 1, now, now
        row.save()
        if begins:
            audit.write(
                actor=actor, act="hospital.draft", persons=[found.arrival.person], detail={"visit": str(visit)}, now=now
            )  # fmt: skip
            calling.begin_turn(actor=actor, visit=visit, now=now)
    return Kept(row.number, too_long)


def discard_draft(*, actor: Actor, visit: UUID, now: datetime) -> None:
    """Throw away what one typed and did not save. :raises NotFound: as above."""
    found = worked_visit(actor, visit)
    with transaction.atomic():
        row = models.Draft.objects.select_for_update().filter(visit=visit, owner=actor.id).first()
        if row is None or not row.typed:
            return
        row.typed, row.number, row.changed_at = {}, row.number + 1, now
        row.save()
        audit.write(
            actor=actor, act="hospital.draft-discard", persons=[found.arrival.person], detail={"visit": str(visit)},
            now=now,
        )  # fmt: skip


def be_present(*, actor: Actor, visit: UUID, now: datetime) -> Presence:
    """Say that one's page is open, and learn who else's is. Tells nobody of the patient.

    :raises NotFound: as above.
    """
    worked_visit(actor, visit)
    mine = models.Draft.objects.filter(visit=visit, owner=actor.id)
    mine.update(seen_at=now)
    version, saved_by = mine.values_list("saved_version", "saved_by").first() or (0, "")
    return Presence(consulting.others_at(actor=actor, visit=visit, now=now), version, saved_by)


def _name(actor: Actor, visit: visits.Visit, now: datetime) -> str:
    facility = visit.arrival.facility_code
    number = policies.staff_number_at(actor, facility)
    known = workforce.find_practitioner(number, vietnam_day(now), facility_code=facility) if number else None
    return (known.name if known else actor.label)[:200]
