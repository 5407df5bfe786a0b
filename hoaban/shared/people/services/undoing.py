"""Take a steward's decision back: links and doubts are again as they were before it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.people import policies
from hoaban.shared.people.models import Decision, Human, PatientLink
from hoaban.shared.people.services import deciding, doubts
from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.moving import move
from hoaban.shared.people.services.persons import emptied_entry, person_entries


def undo(*, actor: Actor, decision_id: UUID, reason: str, now: datetime) -> None:
    """Take a decision back: links and doubts are again as they were before it. What came in since stays where it came;
    of who was parted and is one again, it comes along.

    :raises HasChanged: it was undone already, or a later decision stands on it.
    """
    policies.must(actor, policies.STEWARD)
    why = deciding.reason_of(reason)

    def work() -> None:
        decision = Decision.objects.select_for_update().filter(id=decision_id).first()
        if decision is None:
            raise NotFound("Không có quyết định này.", "There is no such decision.")
        if decision.undone_at is not None:
            raise HasChanged("Quyết định này đã được hoàn tác.", "This decision was undone already.")
        if decision.verdict == "same":
            _part_again(actor, decision, now)
        doubts.restore(decision.before["doubts"])
        if decision.verdict == "parted":
            _join_again(actor, decision, now)
        decision.undone_at, decision.undone_by, decision.undone_reason = now, actor.id, why
        decision.save()
        audit.write(
            actor=actor, act="people.undo", persons=[decision.one, decision.other],
            detail={"decision": str(decision.id), "verdict": decision.verdict}, now=now,
        )  # fmt: skip

    record.in_one_transaction(work)


def _part_again(actor: Actor, decision: Decision, now: datetime) -> None:
    """Who was joined is two again."""
    if not Human.objects.filter(id=decision.one).exists() or Human.objects.filter(id=decision.other).exists():
        raise _stood_upon()
    moved = {UUID(one) for one in decision.before["patients"]}
    if any(moved & set(map(UUID, later.before["patients"])) for later in _parted_since(decision)):
        raise _stood_upon()
    standing = {link.patient for link in deciding.hold_links([decision.one])}
    back = moved & standing
    if len(back) == len(standing) or not back:
        raise HasChanged(
            "Các hồ sơ đã được chuyển đi sau quyết định này.", "The records were moved after this decision."
        )
    move(back, to=decision.other, leaving=decision.one)
    deciding.write(actor, person_entries([decision.one, decision.other]), now)


def _join_again(actor: Actor, decision: Decision, now: datetime) -> None:
    """Who was parted is one again, with all that has come in about them since."""
    links = deciding.hold_links([decision.one, decision.other])
    moved = {link.patient for link in links if link.human == decision.other}
    first = UUID(decision.before["patients"][0])
    standing = Decision.objects.filter(undone_at=None).exclude(pk=decision.pk)
    if standing.filter(Q(one=decision.other) | Q(other=decision.other)).exists():
        raise _stood_upon()
    if first not in moved or all(link.human == decision.other for link in links):
        raise _stood_upon()
    PatientLink.objects.filter(patient=first).update(rule=decision.before["rule"])
    doubts.carry(decision.other, decision.one)
    move(moved, to=decision.one, leaving=decision.other)
    entries = [*person_entries([decision.one]), emptied_entry(decision.other, now_in=decision.one)]
    deciding.write(actor, entries, now)


def _parted_since(decision: Decision) -> list[Decision]:
    later = Decision.objects.filter(verdict="parted", undone_at=None, decided_at__gte=decision.decided_at)
    return list(later.filter(one=decision.one))


def _stood_upon() -> HasChanged:
    return HasChanged(
        "Một quyết định sau dựa trên quyết định này. Hãy hoàn tác quyết định sau trước.",
        "A later decision stands on this one. Undo the later one first.",
    )
