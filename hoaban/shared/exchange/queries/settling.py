"""Destinations as they are set at a facility: spoken to or not, configured, who signs in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.exchange import models, policies
from hoaban.shared.exchange.queries import configuration
from hoaban.shared.exchange.rules import destinations
from hoaban.shared.exchange.rules.destinations import Destination, Schema


@dataclass(frozen=True, slots=True)
class Turned:
    """Whether somebody switched it off, why, and when they last said so."""

    on: bool = True
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A destination at a facility (empty: at none). ``of_all``, ``here``: its switches; ``shown``: what is not secret
    of the credentials;
    ``holders``: members of staff with credentials and when these were set."""

    destination: Destination
    schema: Schema | None
    is_configured: bool
    is_trial: bool
    of_all: Turned
    here: Turned
    set_at: datetime | None
    shown: Mapping[str, str]
    holders: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one facility, with those that may be chosen (code and name) and whether the actor switches for all."""

    facility: str
    choices: tuple[tuple[str, str], ...]
    settings: tuple[Setting, ...]
    for_all: bool


def see_settings(*, actor: Actor, facility: str, now: datetime) -> Settings:
    """How every destination is set at a facility of the actor's; without one of theirs: at the only one they have, else at none.

    :raises NotAllowed: the actor acts nowhere, or not there.
    """
    policies.must(actor, policies.ACT, policies.ACT)
    names = places.facility_names(vietnam_day(now))
    mine = policies.facilities_of(actor, policies.ACT)
    codes = sorted(names) if mine is None else sorted(mine)
    if facility and not actor.may(policies.ACT, Scope("facility", facility)):
        audit.write_refusal(actor=actor, act=policies.ACT, detail={"facility": facility[:10]})
        raise NotAllowed(
            "Bạn không có quyền này ở cơ sở này.", "You may not do this at this facility.", place=policies.ACT
        )
    chosen = facility if facility in codes else codes[0] if mine is not None and codes else ""
    choices = tuple((code, names.get(code, code)) for code in codes)
    settings = tuple(_setting(one, chosen, now) for one in destinations.destinations())
    return Settings(chosen, choices, settings, mine is None)


def _setting(one: Destination, facility: str, now: datetime) -> Setting:
    turned = {row.facility_code: row for row in models.Switch.objects.filter(destination=one.key)}
    rows = {
        row.holder: row.set_at
        for row in models.Credential.objects.filter(
            destination=one.key, facility_code=facility or "-"
        ).order_by("holder")
    }
    kept = configuration.kept_secrets(one.key, facility) if "" in rows else {}
    shown = {field.name: kept.get(field.name, "") for field in one.fields if not field.secret}
    return Setting(
        one, one.schema_on(vietnam_day(now)), configuration.place_of(one.key) is not None, configuration.is_trial(one.key),
        _turned(turned.get("")), _turned(turned.get(facility) if facility else None), rows.pop("", None), shown,
        tuple(rows.items()),
    )  # fmt: skip


def _turned(row: models.Switch | None) -> Turned:
    return Turned(row.on, row.why, row.changed_at) if row else Turned()
