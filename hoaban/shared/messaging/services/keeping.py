"""What people wish, what is told in person, what is sent again by hand, and what is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hoaban.connect import mail
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.models import Message, Preference, SharedPhone
from hoaban.shared.messaging.queries.configuration import configuration
from hoaban.shared.messaging.queries.reaching import reach_of, wish_of
from hoaban.shared.messaging.rules.deciding import WAITING, State, Way, Wish
from hoaban.shared.messaging.rules.templates import LANGUAGES
from hoaban.shared.people import api as people

CHOOSE, TOLD, AGAIN, HAND_OVER = "messages.choose", "messages.told", "messages.again", "messages.hand-over"


def choose(*, actor: Actor, person: UUID | None, wish: Wish, now: datetime) -> None:
    """Keep how a person wishes to be told, as themself or who stands for them.

    :raises NotFound: somebody else. :raises Invalid: no such language, or an address no letter can go to.
    """
    _keep(actor, policies.subject_of(actor, person, CHOOSE, now).person, wish, now)


def choose_at_desk(*, actor: Actor, person: UUID, wish: Wish, now: datetime) -> None:
    """Keep how somebody who stands at the desk wishes to be told.

    :raises NotAllowed: the actor is no desk. :raises NotFound: nobody, or nobody for this actor. :raises Invalid: as
    :func:`choose`.
    """
    policies.must_reach(actor, person, CHOOSE)
    _keep(actor, person, wish, now)


def keep_shared_phone(*, person: UUID, agreed: bool | None, now: datetime) -> None:
    """Hold to what a person said to messages on a telephone that others read; None: they took it back. In the transaction in
    which the caller takes the answer down, whose entry in the trail names the person."""
    SharedPhone.objects.update_or_create(person=person, defaults={"agreed": agreed, "said_at": now})


def mark_told(*, actor: Actor, message: UUID, now: datetime) -> None:
    """Note that a person was told in person; noted already, it stays so.

    :raises NotAllowed: the actor tells nobody. :raises NotFound: none of the actor's commune.
    """
    policies.must(actor, policies.TELL, TOLD)
    with transaction.atomic():
        row = _locked(message)
        communes = policies.communes_told(actor)
        if communes is not None and row.commune_code not in communes:
            raise _none()
        if row.state == State.TOLD:
            return
        if row.state != State.TO_TELL:
            raise _none()
        _move(row, State.TOLD, now, told_by=actor.id)
        audit.write(actor=actor, act=TOLD, persons=[row.person], detail={"message": str(row.pk)}, now=now)


def send_again(*, actor: Actor, message: UUID, now: datetime) -> None:
    """Try once more what could not be sent. :raises NotAllowed, NotFound. :raises Conflict: it is not among those."""
    with transaction.atomic():
        row = _given_up(actor, message, AGAIN)
        _move(row, State.ASKED, now, attempts=0, reason="")
        audit.write(actor=actor, act=AGAIN, persons=[row.person], detail={"message": str(row.pk)}, now=now)


def hand_over(*, actor: Actor, message: UUID, now: datetime) -> None:
    """Let the station tell in person what could not be sent.

    :raises NotAllowed, NotFound, Conflict: as :func:`send_again`. :raises Conflict: no station knows this person.
    """
    with transaction.atomic():
        row, today = _given_up(actor, message, HAND_OVER), vietnam_day(now)
        contact = people.contact_of(row.person, today)
        reach = contact and reach_of(contact, wish_of(contact.person), configuration(), today)
        if not reach or not reach.commune:
            raise Conflict("Không có trạm nào của người này.", "No station is this person's.")
        _move(row, State.TO_TELL, now, way=Way.IN_PERSON.value, commune_code=reach.commune)
        audit.write(
            actor=actor, act=HAND_OVER, persons=[row.person], detail={"message": str(row.pk)}, now=now
        )


def forget_texts(*, now: datetime) -> int:
    """Empty text, address and values of what was sent so long ago as the configuration says; returns of how many."""
    before = now - timedelta(days=configuration().keep_days)
    old = Message.objects.filter(asked_at__lt=before).exclude(state__in=[*WAITING, State.TO_TELL])
    return old.exclude(text="", address="", values={}).update(text="", address="", values={})


def _keep(actor: Actor, whose: UUID, wish: Wish, now: datetime) -> None:
    if wish.language not in LANGUAGES:
        raise Invalid("Chọn tiếng Việt hoặc tiếng Anh.", "Choose Vietnamese or English.", place="language")
    if (wish.email or wish.way is Way.EMAIL) and mail.address_problem(wish.email):
        raise Invalid("Địa chỉ thư không đúng.", "This is no e-mail address.", place="email")
    with transaction.atomic():
        Preference.objects.update_or_create(
            person=whose,
            defaults={
                "way": wish.way, "language": wish.language, "email": wish.email, "shared": wish.shared,
                "plain": wish.plain, "set_at": now, "set_by": actor.id,
            },
        )  # fmt: skip
        detail = {"way": wish.way.value, "language": wish.language}
        audit.write(
            actor=actor, act=CHOOSE, purpose=Purpose.PATIENT_REQUEST, persons=[whose], detail=detail, now=now
        )


def _given_up(actor: Actor, message: UUID, act: str) -> Message:
    policies.must(actor, policies.MANAGE, act)
    row = _locked(message)
    if row.state != State.FAILED:
        raise Conflict(
            "Tin này không còn trong danh sách hỏng.", "This message is not among the failed any more."
        )
    return row


def _locked(message: UUID) -> Message:
    rows: QuerySet[Message] = Message.objects.select_for_update()
    row = rows.filter(pk=message).first()
    if row is None:
        raise _none()
    return row


def _none() -> NotFound:
    return NotFound("Không có tin này.", "There is no such message.", place="message")


def _move(row: Message, state: State, now: datetime, **changes: object) -> None:
    row.state, row.due_at, row.changed_at = state, now, now
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
