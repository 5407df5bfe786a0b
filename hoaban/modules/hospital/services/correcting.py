"""What a desk took down wrongly is put right: who came, who pays, where they wait; a visit that was none is cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.services.receiving import Taken, receive
from hoaban.record import api as record
from hoaban.shared.legal_records import api as records
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits

_OPEN = (
    scheduling.TicketState.WAITING, scheduling.TicketState.CALLED, scheduling.TicketState.SERVING,
    scheduling.TicketState.SKIPPED,
)  # fmt: skip


class NotUnknown(Conflict):
    """The visit is of somebody whose name is known; who is who, a keeper of the register decides."""


def cancel(*, actor: Actor, visit: UUID, reason: str, now: datetime) -> visits.Visit:
    """The visit is none, and its numbers wait no longer. Cancelled already, nothing changes.

    :raises NotAllowed, visits.NoSuchVisit. :raises visits.VisitNotValid: no reason. :raises visits.VisitMoved: they were seen.
    """

    def work() -> visits.Visit:
        done = visits.cancel_visit(actor=actor, visit=visit, reason=reason, now=now)
        for one in _waiting(visit):
            scheduling.leave(actor=actor, ticket=one.id, now=now)
        return done

    return record.in_one_transaction(work)


def correct(
    *, actor: Actor, visit: UUID, arrival: visits.Arrival, point: int | None, now: datetime
) -> visits.Visit:
    """Say anew why somebody came, who pays and where they wait; sent to another room, they keep their turn.

    :raises NotAllowed, visits.NoSuchVisit, visits.VisitNotValid. :raises visits.VisitMoved: the visit is over.
    """
    where = scheduling.get_point(actor=actor, point=point) if point is not None else None
    whole = replace(arrival, department=where.department) if where else arrival

    def work() -> visits.Visit:
        done = visits.correct_arrival(actor=actor, visit=visit, arrival=whole, now=now)
        waiting = _waiting(visit)
        if where is not None and all(one.point != where.id for one in waiting):
            for one in waiting:
                scheduling.leave(actor=actor, ticket=one.id, now=now)
            since = min((one.since for one in waiting), default=None)
            scheduling.take_ticket(
                actor=actor, point=where.id, now=now, person=done.arrival.person, visit=visit,
                priority=done.arrival.priority, since=since,
            )  # fmt: skip
        return done

    return record.in_one_transaction(work)


def move(*, actor: Actor, visit: UUID, person: UUID, once: str, now: datetime) -> visits.Visit:
    """The wrong person was received: the visit is cancelled, and the right one has the same arrival and the same turn, without
    the card, which is the other's. Only while nobody has written anything about them.

    :raises NotAllowed, visits.NoSuchVisit. :raises visits.VisitMoved: they were seen; a keeper of the register parts what was
    written. :raises NotFound: nobody has that id. :raises Invalid: it is the same person.
    """
    wrong = visits.get_visit(actor=actor, visit=visit)
    if wrong.arrival.person == person:
        raise Invalid(
            "Lượt khám này đã là của người ấy.", "The visit is this person's already.", place="person"
        )

    def work() -> visits.Visit:
        waiting = _waiting(visit)
        if wrong.state is not visits.State.CANCELLED:
            _demand_untouched(wrong)
            cancel(actor=actor, visit=visit, reason="Tiếp đón nhầm người", now=now)
        same = replace(wrong.arrival, person=person, card=None, coverage_class="")
        noted = models.Reception.objects.filter(visit=visit).first()
        taken = Taken(None, None, noted.identified_by if noted else "MANUAL")
        right, _none = receive(actor=actor, arrival=same, taken=taken, once=once, now=now)
        for one in waiting[:1]:
            scheduling.take_ticket(
                actor=actor, point=one.point, now=now, person=person, visit=right.id, priority=one.priority, since=one.since
            )  # fmt: skip
        return right

    return record.in_one_transaction(work)


def identify(*, actor: Actor, visit: UUID, person: UUID, now: datetime) -> visits.Visit:
    """Who came unknown is somebody of the register. The visit, its Patient and all that was written stay where they are; only
    who they are about is said, and a record that was made without the name is made anew. Said again of the same person, nothing
    changes.

    :raises NotAllowed, visits.NoSuchVisit. :raises NotUnknown: their name is known.
    :raises people.HasChanged: one of both is in the register no more.
    """
    found = _received(actor, visit)
    unknown = found.arrival.person
    if unknown == person:
        return found

    def work() -> visits.Visit:
        known = people.describe([unknown]).get(unknown)
        if known is None or known.name:
            raise NotUnknown(
                "Người này đã có tên; nhờ người giữ danh bạ gộp hoặc tách.",
                "This person has a name; ask a keeper of the register to join or part.",
            )
        decision = people.join(
            actor=policies.identifying(actor), one=person, other=unknown,
            reason=f"Xác định danh tính người cấp cứu, lượt khám {found.number}", now=now,
        )  # fmt: skip
        models.Identification.objects.create(
            visit=visit, decision=decision, unknown=unknown, person=person, said_at=now, said_by=actor.id
        )
        records.ask_for_named(actor=actor, visit=visit, now=now)
        return visits.get_visit(actor=actor, visit=visit)

    return record.in_one_transaction(work)


def take_back(*, actor: Actor, visit: UUID, reason: str, now: datetime) -> visits.Visit:
    """They were not who was said: they are unknown again, and what the other has stays the other's. Done before, nothing changes.

    :raises NotAllowed, visits.NoSuchVisit. :raises people.HasChanged: a later decision of the register stands on it.
    :raises Invalid: no reason.
    """
    _received(actor, visit)

    def work() -> visits.Visit:
        row = models.Identification.objects.select_for_update().filter(visit=visit, undone_at=None).first()
        if row is not None:
            people.undo(actor=policies.identifying(actor), decision_id=row.decision, reason=reason, now=now)
            row.undone_at, row.undone_by = now, actor.id
            row.save(update_fields=["undone_at", "undone_by"])
            records.ask_for_named(actor=actor, visit=visit, now=now)
        return visits.get_visit(actor=actor, visit=visit)

    return record.in_one_transaction(work)


def _received(actor: Actor, visit: UUID) -> visits.Visit:
    """:raises NotAllowed: the actor does not receive at the facility of the visit."""
    found = visits.get_visit(actor=actor, visit=visit)
    policies.must(
        actor, policies.RECEIVE, found.arrival.facility_code, found.arrival.department, "visits.correct"
    )
    return found


def _demand_untouched(visit: visits.Visit) -> None:
    if visit.state is not visits.State.ARRIVED:
        raise visits.VisitMoved(
            "Đã có ghi chép về người bệnh trong lượt này; nhờ người giữ danh bạ tách hồ sơ.",
            "Something was written in this visit; ask a keeper of the register to part the records.",
            place="person",
        )


def _waiting(visit: UUID) -> list[scheduling.Ticket]:
    return [one for one in scheduling.tickets_of(visit=visit) if one.state in _OPEN]
