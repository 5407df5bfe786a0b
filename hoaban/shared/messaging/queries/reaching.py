"""How somebody wishes to be told and can be reached today."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hoaban.connect import sms
from hoaban.foundation.places import api as places
from hoaban.shared.messaging.models import Preference, SharedPhone, StoppedNumber
from hoaban.shared.messaging.queries.configuration import Configuration
from hoaban.shared.messaging.rules.deciding import Reach, Way, Wish
from hoaban.shared.people import api as people


def wish_of(person: UUID) -> Wish:
    """What somebody chose, also under an id of before a join; the latest choice holds."""
    ids = people.ids_of(person)
    row = Preference.objects.filter(person__in=ids).order_by("-set_at").first()
    said = SharedPhone.objects.filter(person__in=ids).order_by("-said_at").first()
    agreed = said.agreed if said else None
    if row is None:
        return Wish(agreed=agreed)
    return Wish(Way(row.way), row.language, row.email, row.shared, row.plain, agreed)


def phone_of(contact: people.Contact) -> str:
    """The telephone a message goes to, as the register has it: the first that a message reaches; one of their own before one
    that somebody else has too."""
    fit = [one for one in contact.phones if sms.mobile_number(one)]
    return min(fit, key=lambda one: one in contact.shared, default="")


def reach_of(contact: people.Contact, wish: Wish, here: Configuration, on: date) -> Reach:
    """How somebody can be reached that day by what this installation has."""
    written = phone_of(contact)
    number = sms.mobile_number(written) if here.gateway else ""
    return Reach(
        number,
        shared=wish.shared or written in contact.shared,
        stopped=is_stopped(number),
        email=wish.email if here.mailbox else "",
        commune=_commune(contact, on),
        deceased=contact.deceased,
    )


def is_stopped(number: str) -> bool:
    """Whether a telephone wants no more messages."""
    return bool(number) and StoppedNumber.objects.filter(phone=number).exists()


def _commune(contact: people.Contact, on: date) -> str:
    """Where the station is that tells a person in person: the one where they are registered, else that of where they live."""
    station = places.facility(contact.station, on) if contact.station else None
    if station is not None and station.commune_code:
        return station.commune_code
    lives = contact.commune_code
    return lives if lives and places.stations_of(lives, on) else ""
