"""What pages of a record say of an emergency: to who opened it, and to the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.people import api as people
from hoaban.ui import formats
from hoaban.ui.forms import said

_TOLD_FOR = timedelta(days=90)
"""So long does the person's own page begin with what was opened; the list of looks keeps it for ever."""


@dataclass(frozen=True, slots=True)
class Mark:
    """On every page of a record that is open in an emergency."""

    until: str
    reason: str
    end_url: str


def mark(actor: Actor, person: UUID) -> Mark | None:
    """What opens this record to this actor, when it is an emergency."""
    if not actor.may(accounts.READ_IN_EMERGENCY):
        return None
    found = accounts.find_open_emergency(actor=actor, person=person, now=clock.now())
    if found is None:
        return None
    reason = said(*accounts.REASONS[found.kind])
    return Mark(formats.day_time(found.ends_at), reason, reverse("privacy:end", args=[person]))


def told_to(person: UUID) -> list[str]:
    """What the person is told of emergencies of late, a sentence each, newest first."""
    found = accounts.emergencies_of_person(people.ids_of(person), since=clock.now() - _TOLD_FOR)
    known = accounts.known_actors({one.actor_id for one in found})
    language = get_language() or "vi"
    return [
        _("%(at)s: %(who)s đã mở hồ sơ này. Lý do: %(why)s.")
        % {
            "at": formats.day_time(one.opened_at),
            "who": f"{known[one.actor_id].name} ({known[one.actor_id].post(language)})",
            "why": said(*accounts.REASONS[one.kind]),
        }
        for one in found[:5]
    ]
