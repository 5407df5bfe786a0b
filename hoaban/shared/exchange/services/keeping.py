"""What people do about messages: send again, switch a destination, keep who signs in; and what is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import sealing
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from hoaban.shared.exchange import models, policies
from hoaban.shared.exchange.queries import configuration
from hoaban.shared.exchange.rules import destinations, states
from hoaban.shared.exchange.rules.destinations import CredentialField
from hoaban.shared.exchange.rules.states import State
from hoaban.shared.exchange.services import handing

AGAIN, SWITCH, CREDENTIALS, CANCELLED = (
    "exchange.again", "exchange.switch", "exchange.credentials", "exchange.cancelled",
)  # fmt: skip
_LONGEST = 500


def send_again(*, actor: Actor, message: UUID, now: datetime) -> None:
    """Try at once what was given up, refused, or waits.

    :raises NotAllowed, NotFound. :raises Conflict: it is under way, or settled.
    """
    with transaction.atomic():
        row = locked(actor, message, AGAIN)
        if row.state == State.SENDING or row.state not in states.OPEN | states.STUCK:
            raise moved()
        row.state = State.UNSURE if row.state == State.UNSURE else State.WAITING
        row.tries, row.reason, row.due_at, row.changed_at = 0, "", now, now
        row.save()
        handing.announce(row)
        enter(actor, AGAIN, row, now)


def settle_cancelled(*, actor: Actor, message: UUID, now: datetime) -> None:
    """Note that somebody cancelled at the other side what holds no more. Done before, nothing changes.

    :raises NotAllowed, NotFound.
    """
    with transaction.atomic():
        row = locked(actor, message, CANCELLED)
        if row.reason != states.CANCELLED_HERE:
            return
        row.reason, row.changed_at = "", now
        row.save(update_fields=["reason", "changed_at"])
        handing.announce(row)
        enter(actor, CANCELLED, row, now)


def switch(*, actor: Actor, destination: str, facility_code: str, on: bool, why: str, now: datetime) -> None:
    """Speak to a destination, or not for now; without a facility: all of them. What was handed over waits meanwhile.

    :raises NotAllowed: the actor does not act there. :raises NotFound: no such destination or facility. :raises
    Invalid: no reason.
    """
    destinations.destination(destination)
    _must_settle(actor, facility_code, SWITCH, now)
    if not on and not why.strip():
        raise Invalid("Ghi lý do tắt.", "Say why it is switched off.", place="why")
    with transaction.atomic():
        models.Switch.objects.update_or_create(
            destination=destination, facility_code=facility_code,
            defaults={"on": on, "why": why.strip()[:300], "changed_at": now, "changed_by": actor.id},
        )  # fmt: skip
        detail = {"destination": destination, "facility": facility_code, "on": on}
        audit.write(actor=actor, act=SWITCH, detail=detail, now=now)


def keep_credentials(
    *,
    actor: Actor,
    destination: str,
    facility_code: str,
    holder: str = "",
    values: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what a facility, or a member of its staff, signs in with. A secret that is left empty stays as it was.

    :raises NotAllowed, NotFound. :raises Invalid: something is missing or too long.
    """
    there = destinations.destination(destination)
    _must_settle(actor, facility_code, CREDENTIALS, now)
    if not facility_code:
        raise NotFound("Không có cơ sở này.", "There is no such facility.", place="facility")
    fields = there.holder_fields if holder else there.fields
    before = configuration.kept_secrets(destination, facility_code, holder)
    kept = {one.name: _value(one, values, before) for one in fields}
    if not any(kept.values()):
        raise Invalid("Ghi ít nhất một giá trị.", "Give at least one value.")
    body = sealing.seal(orjson.dumps(kept), about=configuration.about(destination, facility_code, holder))
    with transaction.atomic():
        models.Credential.objects.update_or_create(
            destination=destination, facility_code=facility_code, holder=holder[:60],
            defaults={"sealed": body, "set_at": now, "set_by": actor.id},
        )  # fmt: skip
        detail = {"destination": destination, "facility": facility_code}
        audit.write(actor=actor, act=CREDENTIALS, detail=detail, now=now)


def forget_contents(*, now: datetime) -> int:
    """Empty the contents of what is settled and kept long enough; returns of how many."""
    done = 0
    for there in destinations.destinations():
        rows = models.Message.objects.filter(
            destination=there.key, content__isnull=False, state__in=states.DONE,
            changed_at__lt=now - timedelta(days=there.keep_days),
        )  # fmt: skip
        done += rows.update(content=None, look_at=None)
    return done


def locked(actor: Actor, message: UUID, act: str) -> models.Message:
    """A message that the actor acts on, for this transaction. :raises NotAllowed. :raises NotFound: none of theirs."""
    policies.must(actor, policies.ACT, act)
    rows = models.Message.objects.select_for_update()
    facilities = policies.facilities_of(actor, policies.ACT)
    if facilities is not None:
        rows = rows.filter(facility_code__in=facilities)
    row = rows.filter(pk=message).first()
    if row is None:
        raise NotFound("Không có thông điệp này.", "There is no such message.", place="message")
    return row


def _must_settle(actor: Actor, facility_code: str, act: str, now: datetime) -> None:
    """:raises NotAllowed: the actor does not act there; for all facilities only who does so everywhere."""
    is_allowed = (
        actor.may(policies.ACT, Scope("facility", facility_code))
        if facility_code
        else Scope("all") in actor.scopes(policies.ACT)
    )
    if not is_allowed:
        audit.write_refusal(actor=actor, act=act, detail={"facility": facility_code})
        raise NotAllowed("Bạn không có quyền này.", "You may not do this.", place=policies.ACT)
    if facility_code and places.facility(facility_code, vietnam_day(now)) is None:
        raise NotFound("Không có cơ sở này.", "There is no such facility.", place="facility")


def _value(one: CredentialField, values: Mapping[str, str], before: Mapping[str, str]) -> str:
    given = values.get(one.name, "").strip()
    found = given or (before.get(one.name, "") if one.secret else "")
    if len(found) > _LONGEST:
        raise Invalid("Dài quá.", "This is too long.", place=one.name)
    if not found and one.needed:
        raise Invalid("Ghi giá trị này.", "Give this value.", place=one.name)
    return found


def moved() -> Conflict:
    """It stands otherwise than the actor thinks."""
    return Conflict(
        "Thông điệp đang được gửi hoặc đã xong; tải lại trang.",
        "It is being sent, or is settled; load the page again.",
    )


def enter(actor: Actor, act: str, row: models.Message, now: datetime) -> None:
    """Tell of an act on a message in the trail."""
    persons = [row.person] if row.person else []
    detail = {"message": str(row.pk), "destination": row.destination}
    audit.write(actor=actor, act=act, persons=persons, detail=detail, now=now)
