"""Enter a message at the other side by hand: what to type there, and afterwards under which number it lies, with proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.exchange import models, policies
from hoaban.shared.exchange.queries import shaping
from hoaban.shared.exchange.rules import proofs, states
from hoaban.shared.exchange.rules.states import State
from hoaban.shared.exchange.services import adapters, delivering, handing, keeping

BY_HAND, CONTENT = "exchange.by-hand", "exchange.content"


@dataclass(frozen=True, slots=True)
class ToType:
    """What a person types at the other side: names and values in its own order; none once the content is forgotten."""

    message: shaping.Message
    rows: tuple[tuple[str, str], ...]


def see_content(*, actor: Actor, message: UUID, now: datetime) -> ToType:
    """What is to be entered of a message; the look is in the trail.

    :raises NotAllowed: the actor acts nowhere. :raises NotFound: none of where they act themself.
    """
    with transaction.atomic():
        row = _mine(actor, message, CONTENT)
        content = handing.content_of(row)
        rows = adapters.adapter(row.destination).rows(content) if content else []
        keeping.enter(actor, CONTENT, row, now)
        return ToType(shaping.message_of(row), tuple(rows))


def enter_by_hand(*, actor: Actor, message: UUID, number: str, on: date, proof: bytes, now: datetime) -> None:
    """Note that somebody entered a message at the other side, under which number there, and what shows it. It is not
    sent any more; later the other side is asked whether it has it.

    :raises NotAllowed, NotFound. :raises Conflict: it is under way, or settled. :raises Invalid: at ``number``, ``on``
    or ``proof``.
    """
    kind = proofs.kind_of(proof)
    if not kind or len(proof) > proofs.MOST:
        raise Invalid(
            "Tệp phải là PDF, PNG hoặc JPEG, tối đa 10 MB.",
            "The file is a PDF, PNG or JPEG of at most 10 MB.",
            place="proof",
        )
    with transaction.atomic():
        row = _mine(actor, message, BY_HAND)
        _check_by_hand(row, number, on, now)
        digest = files.put(content=proof, media_type=kind)
        row.state, row.reason, row.changed_at = State.BY_HAND, "", now
        delivering.settle(row, number.strip(), now)
        row.save()
        models.Receipt.objects.create(
            message=row, kind="by_hand", at=now, number=number.strip(), facts={"on": on.isoformat()}, proof=digest.sha256,
            by=actor.id,
        )  # fmt: skip
        handing.announce(row)
        keeping.enter(actor, BY_HAND, row, now)


def _mine(actor: Actor, message: UUID, act: str) -> models.Message:
    """A message of a facility at which the actor acts, not of one whose machines they keep."""
    row = keeping.locked(actor, message, act)
    if not policies.sees_people(actor, row.facility_code):
        audit.write_refusal(actor=actor, act=act, persons=[row.person] if row.person else [])
        raise NotFound("Không có thông điệp này.", "There is no such message.", place="message")
    return row


def _check_by_hand(row: models.Message, number: str, on: date, now: datetime) -> None:
    if row.state == State.SENDING or row.state not in states.OPEN | states.STUCK:
        raise keeping.moved()
    if not number.strip() or len(number.strip()) > 100:
        raise Invalid(
            "Ghi số mà bên nhận cấp (tối đa 100 ký tự).",
            "Give the number of the other side (at most 100 signs).",
            place="number",
        )
    if not vietnam_day(row.made_at) <= on <= vietnam_day(now):
        raise Invalid(
            "Ngày nhập phải từ ngày lập đến hôm nay.",
            "The day lies between when it was made and today.",
            place="on",
        )
