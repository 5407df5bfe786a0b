"""Take down what somebody asks about their data, answer it, take it back. Sent twice, each is done once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel import deadlines, ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.messaging import api as messaging
from hoaban.shared.people import api as people
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.models import DataRequest, RequestStep
from hoaban.shared.privacy.queries.rights import must_reach
from hoaban.shared.privacy.rules import rights
from hoaban.shared.privacy.rules.rights import Answer, Asker, Asking, State

ASK, ANSWER, WITHDRAW = "privacy.ask", "privacy.answer", "privacy.withdraw"


def ask_about_data(*, actor: Actor, person: UUID, asking: Asking, once: str, now: datetime) -> int:
    """Take down a request; returns its number. ``once``: what the form was sent with; sent again, it is the same request.

    :raises NotAllowed: the actor is neither the person, nor stands for them, nor a desk.
    :raises NotFound: nobody for this actor, or no such right. :raises Invalid: what is missing.
    """
    today, asking = vietnam_day(now), _as_it_is(actor, person, asking)
    rights.check_asking(asking, on=today)
    must_reach(actor, person)
    received_on = asking.received_on or today
    kind = rights.kind(asking.kind, received_on)
    key = ids.uuid8_timeless("data-request", actor.id, str(person), once) if once else ids.uuid7(now)
    with transaction.atomic():
        row, is_new = DataRequest.objects.get_or_create(
            key=key,
            defaults={
                "person": person, "kind": kind.key, "text": asking.text.strip(), "asker": asking.asker,
                "asker_name": asking.asker_name.strip(), "relation": asking.relation.strip(),
                "identified": asking.identified, "received_on": received_on, "entered_at": now, "taken_by": actor.id,
                "due_on": rights.due_on(kind, received_on),
            },
        )  # fmt: skip
        if is_new:
            detail = {"request": row.pk, "kind": kind.key, "identified": asking.identified}
            _enter(actor, ASK, Purpose.PATIENT_REQUEST, row, detail, now)
    return row.pk


def answer_request(*, actor: Actor, number: int, given: Answer, once: str, now: datetime) -> None:
    """Fulfil, extend or refuse; of an answer the person is told. ``once`` as for :func:`ask_about_data`.

    :raises NotAllowed: the actor answers none. :raises NotFound: there is no such request.
    :raises Conflict: it is closed. :raises Invalid: what is missing.
    """
    policies.must(actor, policies.ANSWER, ANSWER)
    with transaction.atomic():
        row, key = _locked(number), _step_key(actor, number, once, now)
        if RequestStep.objects.filter(key=key).exists():
            return
        kind = rights.kind(row.kind, row.received_on)
        rights.check_answer(given, State(row.state), kind, on=vietnam_day(now))
        longer = kind.longer if given.outcome is State.EXTENDED else None
        if longer:
            row.due_on = deadlines.due_on(row.due_on, longer)
        ground = given.ground if given.outcome is State.REFUSED else ""
        RequestStep.objects.create(
            key=key, request=row, at=now, by=actor.id, state=given.outcome, words=given.words.strip(), ground=ground,
            due_on=row.due_on if longer else None,
        )  # fmt: skip
        _move(row, given.outcome, now)
        if row.closed_at is not None:
            messaging.send_message(
                actor=actor, person=row.person, template="request-answered", values={"number": number},
                about=f"request/{number}", now=now,
            )  # fmt: skip
        detail = {"request": number, "kind": row.kind, "outcome": given.outcome.value, "ground": ground}
        _enter(actor, ANSWER, Purpose.OPERATIONS, row, detail, now)


def withdraw_request(*, actor: Actor, person: UUID, number: int, now: datetime) -> None:
    """Take a request back, as the person, who stands for them, or the desk; taken back already, it stays so.

    :raises NotAllowed, NotFound: as :func:`ask_about_data`; or no such request of this person. :raises Conflict: it was answered.
    """
    must_reach(actor, person)
    with transaction.atomic():
        row = _locked(number)
        if row.person not in people.ids_of(person):
            raise NotFound("Không có yêu cầu này.", "There is no such request.", place="request")
        if row.state == State.WITHDRAWN:
            return
        if row.closed_at is not None:
            raise Conflict("Yêu cầu này đã được trả lời.", "This request was answered.")
        RequestStep.objects.create(
            key=_step_key(actor, number, "withdraw", now), request=row, at=now, by=actor.id,
            state=State.WITHDRAWN, words="",
        )  # fmt: skip
        _move(row, State.WITHDRAWN, now)
        _enter(actor, WITHDRAW, Purpose.PATIENT_REQUEST, row, {"request": number, "kind": row.kind}, now)


def _as_it_is(actor: Actor, person: UUID, asking: Asking) -> Asking:
    """On the own page the account says who asks and when; at the desk nobody has signed in as the person."""
    if not policies.speaks_for(actor, person):
        if asking.identified == rights.OWN_PAGE:
            raise Invalid("Chọn cách đã nhận biết.", "Choose how they were identified.", place="identified")
        return asking
    if policies.is_own(actor, person):
        return Asking(asking.kind, asking.text)
    own = next(UUID(scope.code) for scope in actor.scopes(policies.OWN) if scope.kind == "self")
    name = people.describe([own])[own].name
    return Asking(asking.kind, asking.text, Asker.GUARDIAN, name, "theo danh bạ người dân")


def _locked(number: int) -> DataRequest:
    row = DataRequest.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise NotFound("Không có yêu cầu này.", "There is no such request.", place="request")
    return row


def _step_key(actor: Actor, number: int, once: str, now: datetime) -> UUID:
    return ids.uuid8_timeless("request-step", actor.id, str(number), once) if once else ids.uuid7(now)


def _move(row: DataRequest, state: State, now: datetime) -> None:
    row.state = state
    row.closed_at = None if state in rights.WAITING else now
    row.save(update_fields=["state", "closed_at", "due_on"])


def _enter(
    actor: Actor, act: str, purpose: Purpose, row: DataRequest, detail: dict[str, object], now: datetime
) -> None:
    audit.write(actor=actor, act=act, purpose=purpose, persons=[row.person], detail=detail, now=now)
