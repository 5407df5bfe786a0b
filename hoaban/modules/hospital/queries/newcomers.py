"""What a card says of somebody whom the register does not know, and whom of the register they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.rules.addresses import bare_district, commune_parts, rest_of, with_districts
from hoaban.shared.exchange import api as exchange
from hoaban.shared.people import api as people

_NEW_BORDERS = date(2025, 7, 1)
"""Communes were joined that day (Nghị quyết 1670/NQ-UBTVQH15); cards from before name those of then."""


@dataclass(frozen=True, slots=True)
class Address:
    """``commune``: today's code, ``address``: what stands before it on the card; empty where it cannot be told. ``former``: the
    name on the card, where the commune has another one today."""

    commune: str = ""
    address: str = ""
    former: str = ""


def read_address(text: str, *, now: datetime) -> Address:
    """Today's commune of an address on a card, whenever it was written; of the two districts that share a name, none is
    guessed."""
    today, before = clock.vietnam_day(now), _NEW_BORDERS - timedelta(days=1)
    for part, district in with_districts(text):
        old = [
            one
            for one in places.find_communes(part, before)
            if bare_district(one.district) == bare_district(district)
        ]
        if read := _today(text, part, old, before, today):
            return read
    for part in commune_parts(text):
        for on in (today, before):
            if read := _today(text, part, places.find_communes(part, on), on, today):
                return read
    return Address(address=text)


def _today(text: str, part: str, found: Sequence[places.Commune], on: date, today: date) -> Address | None:
    """The one commune that these are today; None where there is none, or more than one."""
    heirs = {places.today_of(one.code, on) for one in found} - {None}
    if len(heirs) != 1:
        return None
    code = str(heirs.pop())
    unit = places.commune_on(code, today)
    former = "" if unit and unit.name == found[0].name else found[0].full_name
    return Address(code, rest_of(text, part), former)


def details_of(card: exchange.CardScan, *, now: datetime) -> tuple[people.Details, Address]:
    """What a card says, as the register takes it down, and how its address was read."""
    where = read_address(card.address, now=now)
    kind = (
        "insurance"
        if card.kind == "insurance" or (card.kind == "number" and len(card.number) != 12)
        else "national_id"
    )
    papers = [people.Paper(kind, card.number)]
    if card.old_number:
        papers.append(people.Paper("citizen_id", card.old_number))
    method = "QR_CCCD" if card.kind == "identity" else "MANUAL"
    details = people.Details(
        card.name, card.sex, card.birth, where.commune, where.address, "", "known", method, tuple(papers)
    )
    return details, where


def may_be(
    *, actor: Actor, facility_code: str, details: people.Details, now: datetime
) -> tuple[people.Candidate, ...]:
    """Those of the register who may be the person described; told in the trail. :raises NotAllowed."""
    return people.find_candidates(
        actor=policies.registering(actor, facility_code), described=people.describes(details), now=now
    )
