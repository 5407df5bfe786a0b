"""What a steward decides about two people: one human being, or two. Links change and nothing else; all can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import policies
from hoaban.shared.people.models import Decision, Human, KnownNumber, PatientLink
from hoaban.shared.people.services import doubts
from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.moving import move
from hoaban.shared.people.services.persons import emptied_entry, person_entries
from hoaban.shared.people.services.placing import lock_numbers


class ReasonMissing(Invalid):
    """A decision about people says why."""


def join(*, actor: Actor, one: UUID, other: UUID, reason: str, now: datetime) -> UUID:
    """Two people are one: what is linked to ``other`` moves to ``one``. Returns the decision.

    No Patient is touched. Doubts about ``other`` go on as doubts about ``one``.

    :raises HasChanged: one of them is in the register no more, or the pair was found to be two.
    """
    policies.must(actor, policies.STEWARD)
    why = _reason(reason)

    def work() -> UUID:
        links = _hold(one, other)
        if doubts.is_told_apart(one, other):
            raise HasChanged(
                "Cặp này đã được quyết định là hai người. Hãy hoàn tác quyết định đó trước.",
                "This pair was found to be two people. Undo that decision first.",
            )
        moved = [link.patient for link in links if link.human == other]
        decision = Decision(
            id=ids.uuid7(now), verdict="same", one=one, other=other, reason=why, decided_at=now, decided_by=actor.id,
            before={"patients": [str(patient) for patient in moved], "doubts": doubts.carry(other, one)},
        )  # fmt: skip
        decision.save(force_insert=True)
        move(moved, to=one, leaving=other)
        audit.write(
            actor=actor,
            act="people.join",
            persons=[one, other],
            detail={"decision": str(decision.id)},
            now=now,
        )
        _write(actor, [*person_entries([one]), emptied_entry(other, now_in=one)], now)
        return decision.id

    return record.in_one_transaction(work)


def tell_apart(*, actor: Actor, one: UUID, other: UUID, reason: str, now: datetime) -> UUID:
    """Two people are two, however alike: the pair is not listed again. Returns the decision."""
    policies.must(actor, policies.STEWARD)
    why = _reason(reason)

    def work() -> UUID:
        _hold(one, other)
        decision = Decision.objects.create(
            id=ids.uuid7(now), verdict="different", one=one, other=other, reason=why, decided_at=now,
            decided_by=actor.id, before={"doubts": doubts.settle(one, other, now=now)},
        )  # fmt: skip
        audit.write(
            actor=actor,
            act="people.tell-apart",
            persons=[one, other],
            detail={"decision": str(decision.id)},
            now=now,
        )
        return decision.id

    return record.in_one_transaction(work)


def undo(*, actor: Actor, decision_id: UUID, reason: str, now: datetime) -> None:
    """Take a decision back: links and doubts are again as they were before it. What came in since stays where it came.

    :raises HasChanged: it was undone already, or a later decision stands on it.
    """
    policies.must(actor, policies.STEWARD)
    why = _reason(reason)

    def work() -> None:
        decision = Decision.objects.select_for_update().filter(id=decision_id).first()
        if decision is None:
            raise NotFound("Không có quyết định này.", "There is no such decision.")
        if decision.undone_at is not None:
            raise HasChanged("Quyết định này đã được hoàn tác.", "This decision was undone already.")
        if decision.verdict == "same":
            _move_back(actor, decision, now)
        doubts.restore(decision.before["doubts"])
        decision.undone_at, decision.undone_by, decision.undone_reason = now, actor.id, why
        decision.save()
        audit.write(
            actor=actor, act="people.undo", persons=[decision.one, decision.other],
            detail={"decision": str(decision.id), "verdict": decision.verdict}, now=now,
        )  # fmt: skip

    record.in_one_transaction(work)


def _move_back(actor: Actor, decision: Decision, now: datetime) -> None:
    if not Human.objects.filter(id=decision.one).exists() or Human.objects.filter(id=decision.other).exists():
        raise HasChanged(
            "Một quyết định sau dựa trên quyết định này. Hãy hoàn tác quyết định sau trước.",
            "A later decision stands on this one. Undo the later one first.",
        )
    links = _held_links([decision.one])
    lock_numbers(_numbers_of([decision.one]))
    standing = {link.patient for link in links}
    back = {UUID(one) for one in decision.before["patients"]} & standing
    if len(back) == len(standing) or not back:
        raise HasChanged(
            "Các hồ sơ đã được chuyển đi sau quyết định này.", "The records were moved after this decision."
        )
    move(back, to=decision.other, leaving=decision.one)
    _write(actor, person_entries([decision.one, decision.other]), now)


def _hold(one: UUID, other: UUID) -> list[PatientLink]:
    """Both people and all that is linked to them, until the end. :raises HasChanged: one is gone."""
    links = _held_links([one, other])
    lock_numbers(_numbers_of([one, other]))
    if one == other or {link.human for link in links} != {one, other}:
        raise HasChanged(
            "Một trong hai người không còn trong danh bạ: có thể ai đó vừa gộp họ.",
            "One of the two is no longer in the register: somebody may just have merged them.",
        )
    return links


def _held_links(humans: Sequence[UUID]) -> list[PatientLink]:
    return list(PatientLink.objects.select_for_update().filter(human__in=humans).order_by("patient"))


def _numbers_of(humans: Sequence[UUID]) -> set[tuple[str, str]]:
    return set(KnownNumber.objects.filter(human__in=humans).values_list("kind", "value"))


def _reason(text: str) -> str:
    words = " ".join(text.split())[:500]
    if len(words) < 3:
        raise ReasonMissing("Cần ghi lý do.", "A reason is needed.", place="reason")
    return words


def _write(actor: Actor, entries: Sequence[Entry], now: datetime) -> None:
    record.open(policies.at_the_door(actor), purpose=Purpose.OPERATIONS, now=now).transact(entries)
