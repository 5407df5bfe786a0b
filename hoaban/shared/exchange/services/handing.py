"""Hand over a content for an outside system, in the transaction of the act that it tells of."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids, outbox, sealing
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, NotFound
from hoaban.shared.exchange import models
from hoaban.shared.exchange.queries import shaping
from hoaban.shared.exchange.rules import destinations, states
from hoaban.shared.exchange.rules.states import State
from hoaban.shared.exchange.services import adapters

HAND_OVER, CALL_BACK = "exchange.hand-over", "exchange.call-back"
TOPIC = "exchange"
"""What is announced: ``{"message": id, "about": ..., "state": ...}``."""


def hand_over(  # noqa: PLR0913 (each is a fact of the one content)
    *, actor: Actor, destination: str, facility_code: str, about: str, person: UUID | None, content: Mapping[str, Any],
    schema: str = "", sensitive: Collection[str] = (), replaces: UUID | None = None, now: datetime,
) -> shaping.Message:  # fmt: skip
    """Ask that a content be sent; nothing is sent for a transaction that is rolled back. The same content about the same thing
    handed over again is the same message. Whether the actor may do what it tells of is for the caller to know.

    ``content``: plain JSON, as the adapter of the destination takes it (of e-prescriptions
    ``connect.eprescriptions.content_of``);
    ``schema``: empty is the newest that holds; ``sensitive``: labels of what it says (``hiv``, ``mental`` ...): by them
    it is sent, masked or withheld; ``replaces``: the message that this one corrects: what was not sent of it is not
    sent any more.

    :raises NotFound: no such destination, or nothing to be replaced. :raises Invalid: the destination would not take it.
    :raises Conflict: what it replaces was replaced already.
    """
    there = destinations.destination(destination)
    adapter = adapters.adapter(destination)
    newest = there.schema_on(vietnam_day(now))
    version = schema or (newest.version if newest else "")
    destinations.check_schema(there, version, vietnam_day(now))
    plain = dict(content)
    key = adapter.key_of(plain, facility_code)
    handling = destinations.handling(there, sensitive)
    if handling == destinations.MASK:
        plain = adapter.masked(plain, there.mask)
    body = orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(body).hexdigest()
    message = ids.uuid8_timeless("exchange", destination, facility_code, about, version, digest)
    with transaction.atomic():
        same = models.Message.objects.filter(pk=message).first()
        if same is not None:
            return shaping.message_of(same)
        old = _ended(replaces, destination, facility_code, now) if replaces else None
        withheld = handling == destinations.WITHHOLD
        row = models.Message.objects.create(
            id=message, destination=destination, schema=version, facility_code=facility_code, about=about, key=key,
            person=person, content=None if withheld else sealing.seal(body, about=about_content(message)), digest=digest,
            masked=handling == destinations.MASK, state=State.WITHHELD if withheld else State.WAITING, replaces=old,
            made_at=now, made_by=actor.id, changed_at=now, due_at=now,
        )  # fmt: skip
        detail = {"message": str(message), "destination": destination}
        audit.write(actor=actor, act=HAND_OVER, persons=[person] if person else [], detail=detail, now=now)
        announce(row)
    return shaping.message_of(row)


def call_back(*, actor: Actor, about: str, now: datetime) -> None:
    """What something tells of holds no more, and nothing takes its place: what was not sent is not sent any more, and of what the
    other side has, or may have, a person is told to cancel it there, for no destination takes it back. Whether the actor may is
    for the caller to know."""
    with transaction.atomic():
        for row in models.Message.objects.select_for_update().filter(about=about).order_by("made_at"):
            if row.state in (State.REPLACED, State.WITHHELD, State.CALLED_BACK):
                continue
            if row.state not in states.SETTLED:
                may_be_there = row.state in (State.SENDING, State.UNSURE)
                row.state, row.reason = State.CALLED_BACK, states.CANCELLED_HERE if may_be_there else ""
            else:
                row.reason = states.CANCELLED_HERE
            row.changed_at, row.look_at = now, None
            row.save(update_fields=["state", "reason", "changed_at", "look_at"])
            detail = {"message": str(row.pk), "destination": row.destination}
            audit.write(
                actor=actor, act=CALL_BACK, persons=[row.person] if row.person else [], detail=detail, now=now
            )
            announce(row)


def about_content(message: UUID) -> str:
    """What the seal of a content is about."""
    return f"exchange-message:{message}"


def content_of(row: models.Message) -> dict[str, Any] | None:
    """The content of a message; None once it is forgotten, or when it cannot be unsealed."""
    if row.content is None:
        return None
    try:
        read = orjson.loads(sealing.unseal(bytes(row.content), about=about_content(row.pk)))
    except sealing.BrokenSeal:
        return None
    return dict(read)


def announce(row: models.Message) -> None:
    """Tell followers that a message stands otherwise, in the transaction in which it does."""
    outbox.announce(
        TOPIC, {"message": str(row.pk), "about": row.about, "state": row.state, "extent": row.extent}
    )


def _ended(replaces: UUID, destination: str, facility_code: str, now: datetime) -> models.Message:
    """What is replaced, ended where the other side has not got it; what it has stands until the new one is there too."""
    rows = models.Message.objects.select_for_update()
    old = rows.filter(pk=replaces, destination=destination, facility_code=facility_code).first()
    if old is None:
        raise NotFound(
            "Không có thông điệp cần thay.", "There is no such message to replace.", place="replaces"
        )
    if old.replaced_by.exists() or old.state == State.REPLACED:
        raise Conflict("Thông điệp này đã được thay.", "This message was replaced already.", place="replaces")
    if old.state not in states.SETTLED and old.state != State.WITHHELD:
        old.state, old.changed_at = State.REPLACED, now
        old.save(update_fields=["state", "changed_at"])
        announce(old)
    return old
