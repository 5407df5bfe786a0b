"""Bring out what is due: one message at a time, each in two short transactions with the try between them.

At least once: a worker that is killed between sending and noting leaves a message that is sent again when its lease is over,
with the same id, by which a gateway that keeps the schema sends it once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from hoaban.connect import mail, sms
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.tries import Answer, Outcome
from hoaban.shared.messaging.models import Message
from hoaban.shared.messaging.queries.configuration import Configuration, configuration
from hoaban.shared.messaging.queries.reaching import reach_of, wish_of
from hoaban.shared.messaging.rules import deciding, templates
from hoaban.shared.messaging.rules.deciding import LEASE, WAITING, Decision, Reach, State, Way, Wish
from hoaban.shared.people import api as people

Clock = Callable[[], datetime]


def deliver_due(*, clock: Clock, chance: Callable[[], float], until: Callable[[], bool]) -> int:
    """Bring out all that is due, the longest due first, until ``until`` says to stop; returns how many were looked at."""
    here, done = configuration(), 0
    while not until():
        claimed = _claim(here, clock())
        if claimed is None:
            break
        done += 1
        if claimed.state == State.SENDING:
            _note(claimed, _try(claimed, here), chance(), clock())
    return done


def _claim(here: Configuration, now: datetime) -> Message | None:
    """Decide about the next message that is due, and lease it where it is to be sent now."""
    with transaction.atomic():
        row = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(state__in=WAITING, due_at__lte=now)
            .order_by("due_at")
            .first()
        )
        if row is None:
            return None
        _decide(row, here, now)
        row.save()
    return row


def _decide(row: Message, here: Configuration, now: datetime) -> None:
    contact, told = (
        people.contact_of(row.person, vietnam_day(now)),
        templates.template(row.template, row.version),
    )
    wish, reach = Wish(), Reach()
    if contact is None:
        decision = Decision(State.FAILED, reason="nobody")
    elif row.state == State.SENDING and deciding.next_try(row.attempts, 0) is None:
        decision = Decision(State.FAILED, Way(row.way), reason="broken-off")
    else:
        wish = wish_of(contact.person)
        reach = reach_of(contact, wish, here, vietnam_day(now))
        decision = deciding.decide(told, wish, reach, quiet=here.quiet, expires_at=row.expires_at, now=now)
    row.state, row.reason, row.changed_at = decision.state, decision.reason, now
    row.way, row.due_at = decision.way or "", decision.until or now
    row.commune_code = reach.commune if decision.state is State.TO_TELL else ""
    if decision.state is State.SENDING:
        row.attempts, row.due_at = row.attempts + 1, now + LEASE
        _write(row, told, wish, reach, here, now)


def _write(
    row: Message, told: templates.Template, wish: Wish, reach: Reach, here: Configuration, now: datetime
) -> None:
    """The text as it leaves the house, and where to."""
    by_phone = row.way == Way.SMS
    row.address, row.shared = (reach.phone, reach.shared) if by_phone else (reach.email, False)
    values = templates.read_back(told, row.values)
    row.language = wish.language
    text = templates.outward(told, values, language=wish.language, shared=row.shared, on=vietnam_day(now))
    if by_phone and (wish.plain or not (here.gateway and here.gateway.marks)):
        text = sms.without_marks(text)
    row.text, row.parts = text, sms.count_parts(text) if by_phone else 0


def _try(row: Message, here: Configuration) -> Answer:
    """Hand it to the other side, outside every transaction."""
    if row.way == Way.SMS and here.gateway:
        return sms.send(here.gateway, sms.Sms(str(row.pk), row.address, row.text), here.post)
    if row.way == Way.EMAIL and here.mailbox:
        subject = templates.subject(row.language, vietnam_day(row.changed_at))
        return mail.send(here.mailbox, mail.Letter(str(row.pk), row.address, subject, row.text))
    return Answer(Outcome.LATER, reason="no-way")


def _note(row: Message, answer: Answer, chance: float, now: datetime) -> None:
    """Write down what became of a try, unless a receipt or another worker was faster."""
    wait = deciding.next_try(row.attempts, chance)
    if answer.outcome is Outcome.ACCEPTED:
        state, due_at = State.SENT, now
    elif answer.outcome is Outcome.REFUSED or wait is None:
        state, due_at = State.FAILED, now
    else:
        state, due_at = State.ASKED, now + wait
    Message.objects.filter(pk=row.pk, state=State.SENDING, attempts=row.attempts).update(
        state=state, due_at=due_at, reference=answer.reference, reason=answer.reason, changed_at=now
    )
