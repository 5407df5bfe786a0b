"""Ask for a message to a person, in the transaction of the act that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.messaging.models import Message
from hoaban.shared.messaging.rules import templates
from hoaban.shared.messaging.rules.templates import Value


def send_message(  # noqa: PLR0913 (each is a fact of the one message)
    *, actor: Actor, person: UUID, template: str, values: Mapping[str, Value], about: str, facility: str = "",
    expires_at: datetime | None = None, not_before: datetime | None = None, now: datetime,
) -> UUID:  # fmt: skip
    """Ask that a person be told; returns the id of the message. Asked again about the same thing, it is the same message.

    Nothing is sent for a transaction that is rolled back. How and when is decided when it goes out. The caller's own entry
    in the trail names the person. ``not_before``: it goes out then; until then it stands on the own page alone.

    :raises NotFound: there is no such template. :raises Invalid: a value does not fit it.
    """
    told = templates.template(template, vietnam_day(now))
    templates.check_values(told, values)
    key = message_id(person, told.key, about)
    Message.objects.get_or_create(
        pk=key,
        defaults={
            "person": person, "template": told.key, "version": told.since, "values": templates.stored(values),
            "about": about, "facility": facility, "asked_at": now, "asked_by": actor.id, "expires_at": expires_at,
            "due_at": not_before or now, "changed_at": now,
        },
    )  # fmt: skip
    return key


def message_id(person: UUID, template: str, about: str) -> UUID:
    """The one message of a template to a person about a thing."""
    return ids.uuid8_timeless("message", template, str(person), about)
