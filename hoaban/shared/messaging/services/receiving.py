"""What the gateway tells: what arrived, what did not, and who wants no more messages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hoaban.connect import sms
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.models import Message, StoppedNumber
from hoaban.shared.messaging.rules import templates
from hoaban.shared.messaging.rules.deciding import State, Way

TAKE = "messages.receive"
LONGEST = sms.LONGEST
"""Bytes of one call."""
_LATE = (State.ASKED, State.SENDING, State.SENT, State.FAILED)
"""A receipt may come before we have noted that it was sent, and after we gave up."""


def take_callback(*, actor: Actor, body: bytes, now: datetime) -> int:
    """Take in one call of the gateway; returns how many of its events meant something. Taken in twice, it is taken in once.

    :raises NotAllowed: the actor is no gateway. :raises Invalid: the call cannot be read; nothing of it was taken in.
    """
    policies.must(actor, policies.RECEIVE, TAKE)
    try:
        events = sms.read_callback(body)
    except sms.Unreadable as where:
        raise Invalid("Không đọc được lời báo.", "The call cannot be read.", place=str(where)) from None
    with transaction.atomic():
        taken = [
            _receipt(one, now) if isinstance(one, sms.Receipt) else _incoming(one, now) for one in events
        ]
        detail = {"events": len(events), "taken": sum(taken)}
        audit.write(actor=actor, act=TAKE, detail=detail, now=now)
    return sum(taken)


def _receipt(one: sms.Receipt, now: datetime) -> bool:
    rows = Message.objects.filter(pk=one.message, way=Way.SMS, attempts__gt=0)
    if one.delivered:
        return bool(
            rows.filter(state__in=_LATE).update(state=State.DELIVERED, reason="", due_at=now, changed_at=now)
        )
    reason = one.reason or "undelivered"
    return bool(
        rows.filter(state__in=(State.SENDING, State.SENT)).update(
            state=State.FAILED, reason=reason, due_at=now, changed_at=now
        )
    )


def _incoming(one: sms.Incoming, now: datetime) -> bool:
    """The words themselves are not kept."""
    meant = templates.meant(one.text, vietnam_day(now))
    if meant == "stop":
        return StoppedNumber.objects.get_or_create(phone=one.sender, defaults={"stopped_at": now})[1]
    if meant == "resume":
        return bool(StoppedNumber.objects.filter(phone=one.sender).delete()[0])
    return False
