"""What every decision about people needs: whom it is about, held until the end; its reason; the Persons, written at the door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Invalid
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import policies
from hoaban.shared.people.models import KnownNumber, PatientLink
from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.placing import lock_numbers


class ReasonMissing(Invalid):
    """A decision about people says why."""


def reason_of(text: str) -> str:
    """Why, in one line. :raises ReasonMissing: hardly anything is said."""
    words = " ".join(text.split())[:500]
    if len(words) < 3:
        raise ReasonMissing("Cần ghi lý do.", "A reason is needed.", place="reason")
    return words


def hold(one: UUID, other: UUID) -> list[PatientLink]:
    """Two people and all that is linked to them, until the end. :raises HasChanged: one is gone."""
    links = hold_links([one, other])
    if one == other or {link.human for link in links} != {one, other}:
        raise HasChanged(
            "Một trong hai người không còn trong danh bạ: có thể ai đó vừa gộp họ.",
            "One of the two is no longer in the register: somebody may just have merged them.",
        )
    return links


def hold_links(humans: Sequence[UUID]) -> list[PatientLink]:
    """All that is linked to some people, until the end; whoever brings one of their numbers waits."""
    links = list(PatientLink.objects.select_for_update().filter(human__in=humans).order_by("patient"))
    lock_numbers(set(KnownNumber.objects.filter(human__in=humans).values_list("kind", "value")))
    return links


def write(actor: Actor, entries: Sequence[Entry], now: datetime) -> None:
    """Say it to the record, under the steward's own name."""
    record.open(policies.at_the_door(actor), purpose=Purpose.OPERATIONS, now=now).transact(entries)
