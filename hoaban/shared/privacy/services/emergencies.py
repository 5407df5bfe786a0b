"""Find somebody in an emergency, open their record, and tell them. Every search and every opening is in the trail."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, NotFound
from hoaban.record import api as record
from hoaban.shared.messaging import api as messaging
from hoaban.shared.people import api as people
from hoaban.shared.privacy.services.finding import find_exactly

SEARCH = "people.find-emergency"


class NotNeeded(Conflict):
    """The record is open to the actor anyway."""


def search(*, actor: Actor, number: str, name: str, birth: date | None, now: datetime) -> list[people.Found]:
    """Anybody in the province, by a whole number or by the whole name with the full birth date.

    :raises NotAllowed: the actor breaks no glass. :raises people.TooShort: neither is whole.
    """
    return find_exactly(
        actor=actor, leave=accounts.BREAK_GLASS, act=SEARCH, purpose=Purpose.BREAK_GLASS, number=number, name=name,
        birth=birth, now=now,
    )  # fmt: skip


def open_record(*, actor: Actor, person: UUID, kind: str, words: str, now: datetime) -> datetime:
    """Break the glass of one person's record, and let them know; returns until when it is open.

    :raises NotFound: there is no such person. :raises NotNeeded: a care relationship opens the record already.
    :raises NotAllowed: the actor breaks no glass. :raises Invalid: the reason says nothing.
    """
    if actor.may(accounts.BREAK_GLASS):
        if person not in people.describe([person]):
            raise NotFound("Không tìm thấy người này.", "There is no such person.", place="person")
        if _is_open(actor, person):
            raise NotNeeded(
                "Hồ sơ này đã mở cho bạn: tìm ở trang Tìm người.",
                "This record is open to you: look under Find a person.",
                place="person",
            )
    with transaction.atomic():
        ends_at = accounts.break_glass(actor=actor, person=person, kind=kind, words=words, now=now)
        # open already: the same end makes the same message
        opening = ids.uuid8_timeless("emergency", actor.id, str(person), ends_at.isoformat())
        messaging.send_message(
            actor=actor, person=person, template="record-opened", values={"day": vietnam_day(now)},
            about=f"emergency/{opening}", facility=_where(actor, now), now=now,
        )  # fmt: skip
    return ends_at


def _where(actor: Actor, now: datetime) -> str:
    """The facility that somebody breaks the glass for, also from one of its departments; of a role in a commune its station."""
    for scope in actor.scopes(accounts.BREAK_GLASS):
        if scope.facility:
            return scope.facility
        for station in places.stations_of(scope.code, vietnam_day(now)):
            return station.code
    return ""


def _is_open(actor: Actor, person: UUID) -> bool:
    """Open as a whole: what a refusal leaves is not enough to refuse an emergency."""
    door = record.open(actor, purpose=Purpose.TREATMENT)
    try:
        door.of_person(person, ("Patient",), limit=1)
    except NotFound:
        return False
    return not door.is_narrowed(person)
